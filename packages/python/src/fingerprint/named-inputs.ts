import { isPlain, projectPrefix, quoteGlob } from '../globs.js';
import type { TestKind } from '../options/names.js';
import { isInside } from '../paths.js';
import type { ProjectLink } from '../project/links.js';
import type { TestFolders, TestSelection } from '../tools/pytest/test-folders.js';
import { proseOutside } from './prose.js';
import { foreignInput } from './seen-inputs.js';

/**
 * Never inputs: what tools write beside the sources, should it not be git-ignored, and the lock,
 * whose parts enter as external nodes.
 */
const excluded = [
  '**/__pycache__/**',
  '**/*.egg-info/**',
  '.venv/**',
  '.mypy_cache/**',
  '.pytest_cache/**',
  '.ruff_cache/**',
  '.hypothesis/**',
  '.benchmarks/**',
  'htmlcov/**',
  'dist/**',
  // Not `.coveragerc`, which is a setting.
  '.coverage',
  '.coverage.*',
  'coverage.{xml,json,lcov}',
  'lcov.info',
  'uv.lock',
  'poetry.lock',
  'pdm.lock',
  'pylock.toml',
];

/** Usual names of reports, which an image may well be given under the same name. */
const reportFiles = [
  '{junit*,pytest,report,test-report,test-results}.xml',
  '{report,.report}.{html,json}',
];

/** What tells a builder what to do, and is not sent along. */
const imageFiles = ['Dockerfile', '*.Dockerfile', '*.dockerignore', '.dockerignore'];

/** What decides the files of a project that its targets are about. */
export interface ProjectSources {
  /** Folder of the project. */
  directory: string;
  tests: TestFolders;
  /** Folders that directly hold modules which others can import, relative to the project. */
  importable: readonly string[];
  /** Files and folders that its settings let tools write reports to, relative to the project. */
  reports: readonly string[];
  /** Links among its files. */
  links: readonly ProjectLink[];
  /** Folders of other checkouts inside, relative to the project. */
  checkouts?: readonly string[];
  /** Globs from the root of what its crates are compiled from beside its folder. */
  crates?: readonly string[];
  /** The `__init__` files of other projects around its modules, relative to the root. */
  parents: readonly string[];
  /** Modules that git ignores, relative to the project; a folder of them ends with a slash. */
  generated?: readonly string[] | undefined;
}

/** What a named input holds. */
export type NamedInput = string | { fileset: string; includeIgnored: true };

/** All that is known of a project which cannot be used. */
export function unknownSources(directory: string): ProjectSources {
  return { directory, tests: {}, importable: [], reports: [], links: [], parents: [] };
}

/** Folders that only tests need. Where a module can be imported from, it is part of what others see. */
export function testFoldersOf({
  tests,
  importable,
}: Pick<ProjectSources, 'tests' | 'importable'>): string[] {
  const folders = Object.values(tests).flatMap(({ paths }) => paths);
  const outside = folders.filter((folder) => folder !== '.' && !isInside(folder, 'tests'));
  return [...new Set(['tests', ...outside])]
    .filter((folder) => isLeftOut(folder, importable))
    .sort();
}

/** A name that a glob cannot spell would leave out more than itself. */
function isLeftOut(folder: string, importable: readonly string[]): boolean {
  return isPlain(folder) && !importable.some((other) => isInside(other, folder));
}

/** The folders at the top of a project in which prose is no mere prose: with modules, or with tests, whose data it may be. */
function readFolders({ importable, tests }: ProjectSources): string[] {
  const ofTests = Object.values(tests).flatMap(({ paths }) => paths);
  const folders = [...importable, ...ofTests].filter((folder) => folder !== '.');
  const tops = folders.map((folder) => folder.split('/')[0]);
  return [...new Set(tops)].filter((top) => top !== undefined).sort();
}

/** Which named inputs a link's target belongs to. */
interface LinkedFiles {
  /** All that makes up the project. */
  all: string[];
  /** Without what only tests need. */
  shown: string[];
  /** With prose. */
  read: string[];
}

/** The filesets of what links lead to. Nx hashes what is behind them under its own name only. */
function linkedFiles(sources: ProjectSources, tests: readonly string[]): LinkedFiles {
  const folders = readFolders(sources);
  const isIn = (folders: readonly string[], path: string) =>
    folders.some((folder) => isInside(path, folder));
  const ofTests = ({ path }: ProjectLink) => isIn(tests, path);
  const isProse = ({ path }: ProjectLink) => /\.(md|rst)$/.test(path) && !isIn(folders, path);
  const filesets = (links: readonly ProjectLink[]) =>
    [...new Set(links.flatMap(({ targets }) => targets))].sort().flatMap(filesetsOf);
  const { links } = sources;
  const own = links.filter((link) => !isProse(link));
  return {
    all: filesets(own),
    shown: filesets(own.filter((link) => !ofTests(link))),
    read: filesets(links),
  };
}

const atRoot = (glob: string) => `{workspaceRoot}/${glob}`;

/** Nx hashes what git ignores only where an input says so. */
function generatedFiles({ directory, generated = [] }: ProjectSources): NamedInput[] {
  return generated.map((path) => {
    const glob = path.endsWith('/') ? `${quoteGlob(path)}**/*.{py,pyi}` : quoteGlob(path);
    return { fileset: `${projectPrefix(directory)}/${glob}`, includeIgnored: true };
  });
}

/** A file, or a folder with its contents. */
function filesetsOf(path: string): string[] {
  return path === '.' ? [atRoot('**/*')] : [quoteGlob(path), `${quoteGlob(path)}/**/*`].map(atRoot);
}

/**
 * `pyAll`: all that makes up a project. `pyProd`: what its dependents can see of it. `pyLint`: all and
 * the prose, in which ruff formats code. `pyImage`: what an image gets of it, prose included, since a
 * package's metadata quotes its readme. `pyBuild`: the same with modules that git ignores, which a wheel needs. `pyRoot`: the files above the projects, present or not, that
 * `affected` has to notice. `pyForeign`: what other languages show, and so nothing.
 */
export function namedInputs(
  sources: ProjectSources,
  rootFiles: readonly string[],
): Record<string, NamedInput[]> {
  const prefix = projectPrefix(sources.directory);
  const without = (globs: readonly string[]) => globs.map((glob) => `!${prefix}/${glob}`);
  const files = (...globs: string[][]) => [`${prefix}/**/*`, ...without(globs.flat())];
  const tests = testFoldersOf(sources);
  const testFiles = tests.map((folder) => `${folder}/**/*`);
  const reports = sources.reports.filter(isPlain).flatMap((path) => [path, `${path}/**`]);
  const foreign = (sources.checkouts ?? []).map((path) => `${quoteGlob(path)}/**`);
  const tools = [...excluded, ...reports, ...foreign];
  // Named from the root, what is left out would win over files that options declare.
  const prose = isPlain(sources.directory) ? proseOutside(readFolders(sources)) : [];
  const own = files(tools, reportFiles, prose);
  const linked = linkedFiles(sources, tests);
  const parents = sources.parents.map((file) => atRoot(quoteGlob(file)));
  const crates = (sources.crates ?? []).map(atRoot);
  const beside = [...parents, ...crates, ...generatedFiles(sources)];
  const seen =
    linked.all.length === linked.shown.length ? ['pyAll'] : [...own, ...linked.shown, ...beside];
  return {
    pyAll: [...own, ...linked.all, ...beside],
    pyProd: [...seen, ...without(testFiles)],
    pyLint: [...files(tools, reportFiles), ...linked.read],
    pyImage: [...files(tools, imageFiles, testFiles), ...linked.shown],
    pyBuild: [
      ...files(tools, imageFiles, testFiles),
      ...linked.shown,
      ...crates,
      ...generatedFiles(sources),
    ],
    pyRoot: rootFiles.map((file) => atRoot(quoteGlob(file))),
    [foreignInput]: [],
  };
}

/** Whether pytest, given a selection, comes across a folder or only passes it by. */
function reaches({ paths, ignore }: TestSelection, folder: string): boolean {
  return (
    paths.some((path) => isInside(path, folder) || isInside(folder, path)) &&
    !ignore.some((path) => isInside(folder, path))
  );
}

/** The project's files without the folders that only the other test targets read. */
export function filesOfTests(
  kind: TestKind,
  { directory, tests, importable }: Pick<ProjectSources, 'directory' | 'tests' | 'importable'>,
): string[] {
  const own = tests[kind] ?? { paths: [], ignore: [] };
  const others = (Object.keys(tests) as TestKind[])
    .filter((other) => other !== kind)
    .flatMap((other) => tests[other]?.paths ?? [])
    .filter((folder) => folder !== '.' && !reaches(own, folder) && isLeftOut(folder, importable));
  return ['pyAll', ...others.map((folder) => `!${projectPrefix(directory)}/${folder}/**/*`)];
}
