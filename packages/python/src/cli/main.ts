#!/usr/bin/env node
import { findWorkspace } from './find-workspace.js';
import { runCli } from './run-cli.js';

const exitCode = await runCli(process.argv.slice(2), {
  folder: process.cwd(),
  stdout: (text) => void process.stdout.write(`${text}\n`),
  stderr: (text) => void process.stderr.write(`${text}\n`),
  findWorkspace: (folder) => {
    const root = findWorkspace(folder);
    // Nx takes its workspace from the current folder, once, when it is loaded.
    process.chdir(root);
    return root;
  },
});

// Nx's plugin workers and its connection to the daemon would keep the process alive.
process.stdout.write('', () => process.stderr.write('', () => process.exit(exitCode)));
