import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../../setup/run.mjs';
import { cache } from '../install/folders.mjs';
import { movingPackage } from './files.mjs';

function writeAll(folder, files) {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function runUvLock(manifests, version) {
  const folder = mkdtempSync(join(tmpdir(), 'nx-signal-bench-lock-'));
  try {
    writeAll(folder, manifests);
    run('uv', ['lock', '--quiet', '--upgrade-package', `${movingPackage.name}==${version}`], {
      cwd: folder,
    });
    return readFileSync(join(folder, 'uv.lock'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The lock of a workspace, made by uv once and kept for later runs.
 *
 * @param {Record<string, string>} files all files of the workspace
 * @param {string} version of the package that moves
 */
export function makeLock(files, version) {
  const manifests = Object.entries(files).filter(([path]) => path.endsWith('pyproject.toml'));
  const key = createHash('sha256')
    .update(JSON.stringify([manifests, version]))
    .digest('hex');
  const kept = join(cache, 'locks', `${key.slice(0, 24)}.lock`);
  if (existsSync(kept)) return readFileSync(kept, 'utf8');
  const text = runUvLock(manifests, version);
  mkdirSync(dirname(kept), { recursive: true });
  writeFileSync(kept, text);
  return text;
}

/** Brings a version of the moving package into uv's cache, so that no download is measured. */
export function fetchVersion(version) {
  const folder = join(cache, 'fetched', version);
  if (existsSync(folder)) return;
  const wanted = `${movingPackage.name}==${version}`;
  run('uv', ['pip', 'install', '--quiet', '--no-deps', '--target', folder, wanted]);
}
