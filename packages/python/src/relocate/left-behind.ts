import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Folders and files that tools make anew. */
const remade =
  /^(__pycache__|build|target|\.(mypy|pytest|ruff)_cache|\.hypothesis|.*\.egg-info|.*\.(so|pyd|pyc))$/;

/**
 * Removes what tools have left in a folder whose files are gone, and the folder if it is empty then:
 * uv takes a folder without a pyproject.toml for a broken member. Anything else, such as a .env, stays.
 *
 * @returns whether the folder is still there
 */
export function clearLeftBehind(folder: string): boolean {
  if (!existsSync(folder)) return false;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (remade.test(entry.name)) rmSync(path, { recursive: true, force: true });
    else if (entry.isDirectory()) clearLeftBehind(path);
  }
  if (readdirSync(folder).length > 0) return true;
  rmdirSync(folder);
  return false;
}
