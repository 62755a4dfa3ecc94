import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { repository, run } from './run.mjs';

const cache = join(repository, '.cache');
const uvVersion = '0.13.9';

/** Installs npm packages when they are missing or the lock has changed since. */
export function installPackages() {
  const stamp = join(repository, 'node_modules', '.nx-signal-installed');
  const lock = createHash('sha256')
    .update(readFileSync(join(repository, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.log('Installing npm packages …');
  // Not `npm ci`: it refuses a lock without the binaries for other platforms.
  run('npm', ['install', '--no-save', '--no-audit', '--no-fund']);
  writeFileSync(stamp, lock);
}

function works(command) {
  try {
    return run(command, ['--version'], { allowFailure: true }).status === 0;
  } catch {
    return false;
  }
}

/** Makes sure that `uv` is on PATH for this process and its children: installed from PyPI if absent. */
export function installUv() {
  const folder = join(cache, `uv-${uvVersion}`);
  const own = join(folder, 'bin');
  if (!works('uv') && !existsSync(join(own, 'uv'))) {
    console.log('Installing uv …');
    mkdirSync(cache, { recursive: true });
    const target = ['install', '--quiet', '--target', folder, `uv==${uvVersion}`];
    if (run('python3', ['-m', 'pip', ...target], { allowFailure: true }).status !== 0) {
      // Some systems ship Python without pip, or forbid it outside a virtual environment.
      run('python3', ['-m', 'venv', join(cache, 'uv-venv')]);
      run(join(cache, 'uv-venv', 'bin', 'pip'), target);
    }
  }
  if (existsSync(join(own, 'uv'))) process.env.PATH = `${own}${delimiter}${process.env.PATH}`;
}

/** Builds every package; Nx's cache makes this quick when nothing changed. */
export function build() {
  console.log('Building …');
  run('npx', ['nx', 'run-many', '-t', 'build', '--outputStyle=static'], {
    env: { NX_DAEMON: 'false', NX_TUI: 'false' },
  });
}
