import { directoryOf, withAncestors } from '../paths.js';

/** The folder that Python imports from, relative to the project: `src` in the src layout, else `.`. */
export function importRoot(files: readonly string[]): string {
  return files.some((file) => file.startsWith('src/')) ? 'src' : '.';
}

/**
 * The fewest files and folders at the top of a project, or below, that hold all chosen files and none of
 * the others. The project's own folder is never one: beside its files it holds what git ignores.
 *
 * @param all - the project's Python files, relative to it
 * @param chosen - some of them
 * @param nested - folders of projects inside, relative to the project
 */
export function coveringPaths(
  all: readonly string[],
  chosen: readonly string[],
  nested: readonly string[],
): string[] {
  if (chosen.length === all.length && nested.length === 0)
    return [...new Set(all.map((file) => file.split('/', 1)[0] ?? file))].sort();
  const isChosen = new Set(chosen);
  const mixed = new Set<string>();
  const mix = (folder: string) => {
    for (const path of withAncestors(folder)) mixed.add(path);
  };
  for (const file of all) if (!isChosen.has(file)) mix(directoryOf(file));
  for (const folder of nested) mix(folder);
  const covering = chosen.map((file) => {
    const above = withAncestors(file).slice(0, -1);
    return above.findLast((path) => !mixed.has(path)) ?? file;
  });
  return [...new Set(covering)].sort();
}

/** Folders that tools write, which are in no hash. */
const unhashed =
  /(?:^|\/)(?:__pycache__|[^/]+\.egg-info)\/|^(?:dist|htmlcov|\.venv|\.mypy_cache|\.pytest_cache|\.ruff_cache|\.hypothesis|\.benchmarks)\//;

/** Whether a file of a project is among the inputs of its targets. */
export function isHashed(file: string): boolean {
  return !unhashed.test(file);
}
