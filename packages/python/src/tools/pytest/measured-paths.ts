import { isInside } from '../../paths.js';
import type { ProjectFacts } from '../../project/facts.js';

/**
 * What coverage measures of a project whose settings do not say it: its modules, whether tests import them or
 * not, and no tests.
 */
export function measuredPaths({
  importRoot,
  importable,
  tests,
}: Pick<ProjectFacts, 'importRoot' | 'importable' | 'tests'>): {
  source: string[];
  omit: string[];
} {
  const folders = Object.values(tests)
    .flatMap(({ paths }) => paths)
    .filter((path) => path !== '.');
  const isTests = (path: string) => folders.some((folder) => isInside(path, folder));
  const tops = importable.flatMap((path) => (path === '.' ? [] : [path.split('/')[0] ?? path]));
  const packages = [...new Set(tops)].filter((path) => !isTests(path) && path !== 'tests').sort();
  const isFlat = importRoot === '.' && packages.length > 0 && !importable.includes('.');
  const source = isFlat ? packages : [importRoot];
  const omit = [...new Set(folders)]
    .filter((folder) => source.some((path) => isInside(folder, path)))
    .sort();
  return { source, omit: omit.map((path) => (path.endsWith('.py') ? path : `${path}/*`)) };
}
