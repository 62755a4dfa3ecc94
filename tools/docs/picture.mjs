/**
 * The picture of the README: what a terminal shows of a real run in the example workspace, after one line of a
 * library was edited.
 *
 *     node tools/docs/picture.mjs    writes docs/signal-run.svg
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeWorkspace, prependLine } from '../setup/demo-workspace.mjs';
import { build, installPackages, installUv } from '../setup/prepare.mjs';
import { main, repository } from '../setup/run.mjs';
import { terminalPicture } from './terminal-picture.mjs';

const command = ['nx', 'affected', '-t', 'signal'];

function signal(cwd, base) {
  const { NO_COLOR: _, ...env } = process.env;
  const { stdout, status } = spawnSync('npx', [...command, `--base=${base}`], {
    cwd,
    encoding: 'utf8',
    env: {
      ...env,
      NX_TUI: 'false',
      NX_DAEMON: 'false',
      NX_NO_CLOUD: 'true',
      NX_CACHE_DIRECTORY: join(cwd, '.nx', 'cache'),
      FORCE_COLOR: '1',
      CI: '',
    },
  });
  if (status !== 0) throw new Error(`The signal is red:\n${stdout}`);
  return stdout;
}

/** What is about the run: each task, and what all of it came to. */
function shown(output) {
  const lines = output
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => !/Nx Cloud|nx\.dev|were not shown|^[\s─-]*$/.test(line));
  const prompt = `\u001b[90m$\u001b[39m npx ${command.join(' ')} --base=HEAD`;
  return [prompt, ...lines].join('\n');
}

main(() => {
  installPackages();
  installUv();
  build();
  const folder = mkdtempSync(join(tmpdir(), 'nx-signal-picture-'));
  try {
    const { workspace } = makeWorkspace(folder);
    // The first run reads the advisories, which the second one then knows.
    signal(workspace, 'start');
    signal(workspace, 'start');
    prependLine(join(workspace, 'libs/pricing/src/pricing/quote.py'), '# One line more.');
    const text = shown(signal(workspace, 'HEAD'));
    const title =
      'nx affected -t signal, after an edit of one line in libs/pricing of the example workspace';
    writeFileSync(join(repository, 'docs/signal-run.svg'), terminalPicture(text, title));
    console.log(text);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
});
