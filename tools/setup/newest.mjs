/**
 * Has this checkout tested with the newest versions of what the tests pin: Nx, uv, ruff, mypy and pytest. Changes the
 * files with the pins, and prints what they were and are.
 *
 *     node tools/setup/newest.mjs
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withPins } from './pins.mjs';
import { installUv } from './prepare.mjs';
import { main, repository, run } from './run.mjs';

const pythonTools = ['uv', 'ruff', 'mypy', 'pytest'];

function newestOfNpm(name) {
  return run('npm', ['view', name, 'version']).stdout.trim();
}

function newestOfPython() {
  const script = ['pip', 'compile', '--no-deps', '--no-header', '--no-annotate', '-'];
  const { stdout } = run('sh', [
    '-c',
    `printf '${pythonTools.join('\\n')}' | uv ${script.join(' ')}`,
  ]);
  return Object.fromEntries(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.trim().split('==')),
  );
}

main(() => {
  installUv();
  const { uv, ...tools } = newestOfPython();
  const nx = { nx: newestOfNpm('nx'), devkit: newestOfNpm('@nx/devkit') };
  const edits = {
    'e2e/src/harness/packages.ts': { nx },
    'e2e/src/harness/python-workspace.ts': { tools },
    'tools/setup/prepare.mjs': { uv },
  };
  let count = 0;
  for (const [file, versions] of Object.entries(edits)) {
    const path = join(repository, file);
    const { text, changes } = withPins(readFileSync(path, 'utf8'), versions);
    writeFileSync(path, text);
    for (const change of changes) console.log(`- ${change}`);
    count += changes.length;
  }
  if (count === 0) console.log('- The pins are the newest versions already.');
});
