import picomatch from 'picomatch';
import { type TestKind, testKinds } from '../../options/names.js';
import { isInside, joinPath, withAncestors } from '../../paths.js';
import type { CollectionSettings } from './collection.js';
import { folderKind, usualFolders } from './folder-kinds.js';

/** What one test target collects, relative to the project. */
export interface TestSelection {
  /** Folders or files handed to pytest. */
  paths: string[];
  /** Folders inside `paths` that belong to another test target. */
  ignore: string[];
}

/** The test targets a project has. */
export type TestFolders = Partial<Record<TestKind, TestSelection>>;

/** A project's tests by targets, and those that are in none. */
export interface SortedTests {
  tests: TestFolders;
  /** Files of tests that no target runs, relative to the project, sorted. */
  loose: string[];
}

/** What {@link sortTests} starts from. */
export interface TestSources {
  /** The project's Python files, relative to it. */
  files: readonly string[];
  /** What pytest's settings say. */
  settings: CollectionSettings;
  /** Folders set by options; the others have their defaults. */
  folders: Partial<Record<TestKind, string>>;
}

const helperFile = /(^|\/)(__init__|conftest)\.pyi?$/;

/** Top folders whose tests nobody means who says `pytest` without more. */
const besides = ['benchmark', 'benchmarks', 'doc', 'docs', 'example', 'examples', 'scripts'];

function holdsTests(
  files: readonly string[],
  path: string,
  ignore: readonly string[] = [],
): boolean {
  return files.some(
    (file) =>
      isInside(file, path) &&
      file.endsWith('.py') &&
      !helperFile.test(file) &&
      !ignore.some((other) => isInside(file, other)),
  );
}

/** Without those that lie in another one. */
function outermost(paths: readonly string[]): string[] {
  const unique = [...new Set(paths)];
  return unique.filter((path) => !unique.some((other) => other !== path && isInside(path, other)));
}

/** Files that pytest collects where it comes across them. */
function testFilesOf({ files, settings }: TestSources): string[] {
  return files.filter(
    (file) => !helperFile.test(file) && settings.isTestFile(file) && !settings.isPassedOver(file),
  );
}

/** The folders of one kind: that of the options, or all that are named as is usual. */
function foldersOf(
  kind: TestKind,
  { files, folders }: TestSources,
  testFiles: readonly string[],
): string[] {
  const own = folders[kind];
  if (own !== undefined) return [own.replace(/\/+$/, '')];
  const found = testFiles.flatMap((file) =>
    withAncestors(file)
      .slice(1)
      .filter((folder) => folderKind(folder) === kind),
  );
  const usual = usualFolders[kind];
  return outermost(holdsTests(files, usual) ? [usual, ...found] : found).sort();
}

/** Files and folders of Python that a path or glob of `testpaths` stands for. */
function matching(pattern: string, files: readonly string[]): string[] {
  if (!/[*?[]/.test(pattern)) return [joinPath('.', pattern)];
  const isMatch = picomatch(pattern);
  const paths = new Set(files.flatMap((file) => [file, ...withAncestors(file).slice(1, -1)]));
  return [...paths].filter((path) => isMatch(path)).sort();
}

const isIn = (file: string, paths: readonly string[]) => paths.some((path) => isInside(file, path));

const isCovered = (file: string, { paths, ignore }: TestSelection) =>
  isIn(file, paths) && !isIn(file, ignore);

/** Where unit tests are that are not all in folders of their own. */
function collected(
  own: readonly string[],
  { files, settings }: TestSources,
  testFiles: readonly string[],
  others: readonly string[],
): TestSelection {
  const withTests = (paths: readonly string[]) =>
    paths.filter((path) => isInside(path, '.') && holdsTests(files, path, others));
  const named = withTests(settings.testpaths.flatMap((pattern) => matching(pattern, files)));
  if (named.length > 0) return { paths: outermost([...named, ...own]), ignore: [...others] };
  const usual = outermost([...withTests(['tests', 'test']), ...own]);
  const meant = testFiles.filter((file) => !isIn(file, besides));
  if (meant.every((file) => isIn(file, usual)) && usual.length > 0)
    return { paths: usual, ignore: [...others] };
  const left = meant.length > 0 ? besides.filter((folder) => holdsTests(testFiles, folder)) : [];
  return { paths: testFiles.length > 0 ? ['.'] : [], ignore: [...others, ...left] };
}

/** The unit tests: all that is collected and belongs to no other kind, unless options name a folder. */
function unitSelection(
  sources: TestSources,
  testFiles: readonly string[],
  others: readonly string[],
): TestSelection | undefined {
  const own = foldersOf('test:unit', sources, testFiles).filter((folder) =>
    holdsTests(sources.files, folder, others),
  );
  const rest = testFiles.filter((file) => !isIn(file, others));
  const isAll = own.length > 0 && rest.every((file) => isIn(file, own));
  const { paths, ignore } =
    isAll || sources.folders['test:unit'] !== undefined
      ? { paths: own, ignore: others }
      : collected(own, sources, rest, others);
  if (paths.length === 0) return undefined;
  return { paths, ignore: ignore.filter((folder) => isIn(folder, paths)) };
}

/** Sorts a project's tests into the three test targets. */
export function sortTests(sources: TestSources): SortedTests {
  const testFiles = testFilesOf(sources);
  const integration = foldersOf('test:integration', sources, testFiles);
  const contract = foldersOf('test:contract', sources, testFiles);
  const select = (paths: readonly string[], others: readonly string[]) => {
    const own = paths.filter((folder) => holdsTests(sources.files, folder));
    const ignore = others.filter((folder) => isIn(folder, own));
    return own.length > 0 ? { paths: own, ignore } : undefined;
  };
  const orUsual = (kind: TestKind, paths: string[]) =>
    paths.length > 0 ? paths : [usualFolders[kind]];
  const others = [
    ...orUsual('test:integration', integration),
    ...orUsual('test:contract', contract),
  ];
  const found = {
    'test:integration': select(integration, contract),
    'test:contract': select(contract, []),
    'test:unit': unitSelection(sources, testFiles, others),
  };
  const tests: TestFolders = {};
  for (const kind of testKinds) if (found[kind]) tests[kind] = found[kind];
  const selections = Object.values(tests);
  const loose = testFiles.filter((file) => !selections.some((one) => isCovered(file, one)));
  return { tests, loose: loose.sort() };
}
