import { backendRoots } from './backend-roots.js';
import { type ModuleRoot, moduleUnder } from './module-root.js';
import { tableAt } from './untyped-table.js';

/** Where the modules of a project get their names. */
export interface Layout {
  /** All that may apply: a file has a name under each root it lies in. */
  roots: ModuleRoot[];
  /** The project has no module but tests, so others may import these. */
  testsOnly: boolean;
}

/** Top-level folders that discovery by build backends leaves out, and that nobody imports. */
const notShipped = new Set([
  ...['benchmark', 'benchmarks', 'bin', 'build', 'ci', 'dist', 'doc', 'docs', 'documentation'],
  ...['example', 'examples', 'htmlcov', 'scripts', 'setup.py', 'noxfile.py', 'tasks.py'],
]);

/**
 * Derives a project's layout: by the settings of its build backend, else by discovery (src layout, or
 * every package and module at the top).
 *
 * @param files Python files relative to the project, with forward slashes.
 * @param pyproject parsed pyproject.toml; anything unexpected in it is passed over.
 */
export function deriveLayout(files: readonly string[], pyproject: unknown): Layout {
  const configured = used(backendRoots(pyproject, files), files);
  const packaged = tableAt(pyproject, 'build-system')['build-backend'] !== undefined;
  const roots =
    configured.length > 0
      ? [...configured, ...sourceRoots(files)]
      : discoveredRoots(files, packaged);
  if (shipsModules(roots, files)) return { roots, testsOnly: false };
  return { roots: [{ path: '', module: '' }], testsOnly: true };
}

/** Settings can name what is not there (yet); such a root must not stop discovery. */
function used(roots: readonly ModuleRoot[], files: readonly string[]): ModuleRoot[] {
  const unique = new Map(roots.map((root) => [`${root.path}=${root.module}`, root]));
  return [...unique.values()].filter((root) =>
    files.some((file) => moduleUnder(root, file) !== undefined),
  );
}

function shipsModules(roots: readonly ModuleRoot[], files: readonly string[]): boolean {
  return files.some((file) =>
    roots.some((root) => {
      const module = moduleUnder(root, file);
      return module !== undefined && module !== '' && !isTestModule(module);
    }),
  );
}

/**
 * With a build backend, a src layout hides what stands beside `src`. Without one nothing is
 * installed and people run from the project's folder, where `import src.model` works as well.
 */
function discoveredRoots(files: readonly string[], packaged: boolean): ModuleRoot[] {
  const source = sourceRoots(files);
  const sourceIsPackage = files.includes('src/__init__.py');
  const tops = [...new Set(files.map((file) => file.split('/')[0] ?? file))];
  const flat = tops.map((path) => ({ path, module: path.replace(/\.pyi?$/, '') }));
  if (source.length === 0) return flat.filter(isShipped);
  if (!packaged) return [...source, ...flat.filter(isShipped)];
  return sourceIsPackage ? [...source, { path: 'src', module: 'src' }] : source;
}

/** `src` counts whatever the settings list: an editable install puts all of it on the path. */
function sourceRoots(files: readonly string[]): ModuleRoot[] {
  return files.some((file) => file.startsWith('src/')) ? [{ path: 'src', module: '' }] : [];
}

function isShipped(root: ModuleRoot): boolean {
  return !notShipped.has(root.path) && !isTestModule(root.module);
}

/** Says whether a module is test code by its place: `tests.…`, or `conftest` and `test_…` at the top. */
export function isTestModule(module: string): boolean {
  const dot = module.indexOf('.');
  if (dot >= 0) return module.startsWith('tests.') || module.startsWith('test.');
  return /^(?:tests?|conftest|test_.*|.*_tests?)$/.test(module);
}
