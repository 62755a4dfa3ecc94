import { withAncestors } from '../paths.js';
import type { Pyproject } from '../toml/pyproject.js';
import { readDeclaredDependencies } from './requirements.js';

/** Below a folder of what tests read. A project may itself be called so. */
const fixtures = /(^|\/)(?:_*fixtures?_*|test[-_]?data)\//;

/** The folder that holds the fixtures that a project is among; undefined where it is among none. */
function besideFixtures(directory: string): string | undefined {
  const found = fixtures.exec(directory);
  return found ? directory.slice(0, found.index) || '.' : undefined;
}

/**
 * The folders of projects that another project's tests read: they are its data, and mostly made to be odd. Whatever is a
 * member of a real workspace, or is named by a path, is a project all the same.
 *
 * @param directories - of all that may be projects, those that cannot be read included
 * @param manifests - of those that can
 */
export function findSpecimens(
  directories: Iterable<string>,
  manifests: readonly Pyproject[],
  environmentOf: (directory: string) => string,
): Set<string> {
  const all = new Set(directories);
  const isReal = (directory: string) => all.has(directory) && !besideFixtures(directory);
  const specimens = new Set<string>();
  for (const directory of all) {
    const around = besideFixtures(directory);
    if (around === undefined || !besideFixtures(environmentOf(directory))) continue;
    if (withAncestors(around).some(isReal)) specimens.add(directory);
  }
  if (specimens.size === 0) return specimens;
  for (const manifest of manifests) {
    if (specimens.has(manifest.directory)) continue;
    for (const path of readDeclaredDependencies(manifest).directories) specimens.delete(path);
  }
  return specimens;
}
