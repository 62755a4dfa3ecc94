import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../setup/run.mjs';
import { cache, checkouts } from './folders.mjs';

/** A git directory as it was brought: `owner+name`, with or without a folder in it. */
function gitDirectory(id, from) {
  const folder = join(from ?? join(cache, 'git'), id.replace('/', '+'));
  return [join(folder, 'repo'), folder].find((path) => existsSync(join(path, 'objects')));
}

/** The pinned commit alone, where no git directory is at hand. */
function clone(id, commit) {
  const folder = join(cache, 'git', id.replace('/', '+'));
  mkdirSync(folder, { recursive: true });
  run('git', ['init', '--quiet', '--bare'], { cwd: folder });
  run('git', ['fetch', '--quiet', '--depth=1', `https://github.com/${id}`, commit], {
    cwd: folder,
  });
  return folder;
}

/** Snapshots lack their largest files: what cannot be written is no part of the checkout. */
function writeFiles(folder, commit) {
  run('git', ['read-tree', commit], { cwd: folder });
  run('git', ['checkout-index', '--all', '--force', '--quiet'], {
    cwd: folder,
    allowFailure: true,
  });
  const absent = run('git', ['ls-files', '-z', '--deleted'], { cwd: folder }).stdout.split('\0');
  const names = absent.filter(Boolean);
  if (names.length > 0) run('git', ['rm', '--quiet', '--cached', '--', ...names], { cwd: folder });
}

/**
 * Makes a fresh checkout of a repository at its pinned commit.
 *
 * @param {{id: string, commit: string}} entry
 * @param {string | undefined} from folder with git directories
 * @returns {string} the checkout
 */
export function checkOut({ id, commit }, from) {
  const source = gitDirectory(id, from) ?? clone(id, commit);
  // A name that every test takes: a `+` is another one in an address.
  const folder = join(checkouts, id.replace('/', '-'));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  run('git', ['init', '--quiet', '--initial-branch=main'], { cwd: folder });
  writeFileSync(join(folder, '.git', 'objects', 'info', 'alternates'), join(source, 'objects'));
  run('git', ['update-ref', 'refs/heads/main', commit], { cwd: folder });
  writeFiles(folder, commit);
  return folder;
}
