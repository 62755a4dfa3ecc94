import type { TestKind } from '../../options/names.js';
import { isInside } from '../../paths.js';
import { asStrings, type Pyproject, valueAt } from '../../toml/pyproject.js';

/** What one test target collects, relative to the project. */
export interface TestSelection {
  /** Folders or files handed to pytest. */
  paths: string[];
  /** Folders inside `paths` that belong to another test target. */
  ignore: string[];
}

/** The test targets a project has. */
export type TestFolders = Partial<Record<TestKind, TestSelection>>;

const defaultFolders: Record<TestKind, string> = {
  'test:unit': 'tests/unit',
  'test:integration': 'tests/integration',
  'test:contract': 'tests/contract',
};

const helperFile = /(^|\/)(__init__|conftest)\.pyi?$/;
const testFile = /(^|\/)(test_[^/]*|[^/]*_test)\.py$/;

function holdsTests(
  files: readonly string[],
  folder: string,
  ignore: readonly string[] = [],
): boolean {
  return files.some(
    (file) =>
      isInside(file, folder) &&
      file.endsWith('.py') &&
      !helperFile.test(file) &&
      !ignore.some((other) => isInside(file, other)),
  );
}

/** Where unit tests are when there is no folder of their own: the usual places, then anywhere. */
function unitFallback(
  pyproject: Pyproject,
  files: readonly string[],
  ignore: string[],
): TestSelection | undefined {
  const configured = asStrings(valueAt(pyproject.data, 'tool.pytest.ini_options.testpaths')).concat(
    asStrings(valueAt(pyproject.data, 'tool.pytest.testpaths')),
  );
  const within = (paths: string[]) =>
    ignore.filter((folder) => paths.some((path) => path === '.' || isInside(folder, path)));
  const named = (configured.length > 0 ? configured : ['tests', 'test']).filter((folder) =>
    holdsTests(files, folder, ignore),
  );
  if (named.length > 0) return { paths: named, ignore: within(named) };
  const anywhere = files.some(
    (file) => testFile.test(file) && !ignore.some((folder) => isInside(file, folder)),
  );
  return anywhere ? { paths: ['.'], ignore: within(['.']) } : undefined;
}

/**
 * Sorts a project's tests into the three test targets.
 *
 * @param files - the project's Python files, relative to it
 * @param folders - folders set by options; the others have their defaults
 */
export function findTestFolders(
  pyproject: Pyproject,
  files: readonly string[],
  folders: Partial<Record<TestKind, string>>,
): TestFolders {
  const found: TestFolders = {};
  const folderOf = (kind: TestKind) => (folders[kind] ?? defaultFolders[kind]).replace(/\/+$/, '');
  for (const kind of ['test:integration', 'test:contract'] as const) {
    if (holdsTests(files, folderOf(kind))) found[kind] = { paths: [folderOf(kind)], ignore: [] };
  }
  const others = [folderOf('test:integration'), folderOf('test:contract')];
  const unit = folderOf('test:unit');
  const inside = others.filter((folder) => isInside(folder, unit));
  if (holdsTests(files, unit, inside)) found['test:unit'] = { paths: [unit], ignore: inside };
  else if (!folders['test:unit']) {
    const fallback = unitFallback(pyproject, files, others);
    if (fallback) found['test:unit'] = fallback;
  }
  return found;
}
