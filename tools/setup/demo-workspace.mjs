import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository, run } from './run.mjs';

const shop = join(repository, 'examples', 'shop');
const leftOut =
  /(^|\/)(\.venv|\.nx|node_modules|__pycache__|\.mypy_cache|\.ruff_cache|\.pytest_cache|\.hypothesis|dist)(\/|$)|\.so$/;

/** Clones the example into a folder of its own, with the plugin installed from its packed tarball. */
export function makeWorkspace(folder) {
  const { stdout } = run('npm', ['pack', '--silent', '--pack-destination', folder], {
    cwd: join(repository, 'packages', 'python'),
  });
  const workspace = join(folder, 'shop');
  cpSync(shop, workspace, {
    recursive: true,
    filter: (path) => !leftOut.test(path.slice(shop.length)),
  });
  const git = (...args) =>
    run('git', ['-c', 'user.name=demo', '-c', 'user.email=demo@example.test', ...args], {
      cwd: workspace,
    });
  git('init', '--quiet', '--initial-branch=main');
  // The base of `affected` is an empty commit, so that the first run covers everything.
  git('commit', '--quiet', '--allow-empty', '--message', 'Start');
  git('tag', 'start');
  console.log('Installing Nx and the packed plugin into a clone of examples/shop …');
  const tarball = join(folder, stdout.trim().split('\n').at(-1));
  run(
    'npm',
    [
      'install',
      '--no-audit',
      '--no-fund',
      '--no-package-lock',
      '--no-save',
      tarball,
      'nx',
      '@nx/devkit',
    ],
    { cwd: workspace },
  );
  console.log('Making the Python environment …');
  run('uv', ['sync', '--frozen', '--all-packages', '--quiet'], { cwd: workspace });
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Shop');
  return { workspace, git };
}

/** The edit of the demo. */
export function prependLine(file, line) {
  writeFileSync(file, `${line}\n${readFileSync(file, 'utf8')}`);
}
