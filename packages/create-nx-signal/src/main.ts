#!/usr/bin/env node
import { relative } from 'node:path';
import { Cancelled, findAnswers } from './answers.js';
import { readArguments, usage } from './arguments.js';
import { continuation, create, type Progress } from './create.js';
import { errorText } from './create-error.js';
import { version } from './root-files.js';
import { stopProgram } from './run-program.js';

const progress: Progress = { root: '', done: [], left: [] };

function stopped(reason: string, code: number): never {
  console.error(`\n${reason}\n\n${continuation(progress, process.cwd())}`);
  process.exit(code);
}

async function main(): Promise<void> {
  const args = readArguments(process.argv.slice(2));
  if (args.help) return console.log(usage);
  if (args.version) return console.log(version);
  const interactive = process.stdin.isTTY === true && process.stdout.isTTY === true;
  const answers = await findAnswers(args, interactive);
  await create(answers, process.cwd(), progress);
  const folder = relative(process.cwd(), progress.root) || '.';
  console.log(`\n${folder} is ready, and its signal is green.\n\n  cd ${folder}\n  npx nx graph\n`);
}

function stop(code: number): void {
  stopProgram();
  stopped('Stopped.', code);
}

process.once('SIGINT', () => stop(130));
process.once('SIGTERM', () => stop(143));

try {
  await main();
} catch (error) {
  if (error instanceof Cancelled) stopped('Stopped.', 130);
  stopped(errorText(error), 1);
}
