import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { repository } from '../setup/run.mjs';

/**
 * All TypeScript of a folder.
 *
 * @param {string} folder relative to the repository
 * @returns {Record<string, string>} texts by path, relative to the folder
 */
export function readSources(folder) {
  const root = join(repository, folder);
  const paths = readdirSync(root, { recursive: true }).filter((path) => /\.c?ts$/.test(path));
  return Object.fromEntries(
    paths.map((path) => [path.split(sep).join('/'), readFileSync(join(root, path), 'utf8')]),
  );
}
