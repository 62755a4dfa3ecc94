/** Files at the top of a project that are not part of what it ships. */
const scripts = new Set(['setup.py', 'conftest.py', 'noxfile.py', 'tasks.py', 'fabfile.py']);

/** Top folders that hold Python files without being packages. */
const besides = new Set([
  'docs',
  'doc',
  'examples',
  'example',
  'scripts',
  'benchmarks',
  'build',
  'dist',
]);

function topOf(file: string): string {
  const slash = file.indexOf('/');
  return slash < 0 ? file : file.slice(0, slash);
}

/** The folder that Python imports from, relative to the project: `src` in the src layout, else `.`. */
export function importRoot(files: readonly string[]): string {
  return files.some((file) => file.startsWith('src/')) ? 'src' : '.';
}

/**
 * What a type checker is given: the sources and the tests, not every script beside them.
 *
 * @param files - the project's Python files, relative to it
 * @param tests - the folders of its tests
 */
export function checkedPaths(files: readonly string[], tests: readonly string[]): string[] {
  const tops = new Set(files.map(topOf));
  const testTops = new Set(tests.filter((path) => path !== '.').map(topOf));
  if (importRoot(files) === 'src')
    return [...new Set(['src', ...testTops])].filter((top) => tops.has(top)).sort();
  const packages = [...tops].filter(
    (top) => !scripts.has(top) && (testTops.has(top) || !besides.has(top)),
  );
  return (packages.length > 0 ? packages : [...tops]).sort();
}
