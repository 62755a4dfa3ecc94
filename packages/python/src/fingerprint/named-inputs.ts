import type { TestKind } from '../options/names.js';
import { isInside } from '../paths.js';
import type { TestFolders, TestSelection } from '../tools/pytest/test-folders.js';

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
  'dist/**',
  '.coverage',
  'uv.lock',
  'poetry.lock',
  'pdm.lock',
  'pylock.toml',
];

/** Prose is no input either. A test that reads some declares it with `inputs`. */
const prose = ['**/*.md', '**/*.rst'];

/** What tells a builder what to do, and is not sent along. */
const imageFiles = ['Dockerfile', '*.Dockerfile', '*.dockerignore', '.dockerignore'];

const inProject = (glob: string) => `{projectRoot}/${glob}`;

function testFoldersOf(tests: TestFolders): string[] {
  const folders = Object.values(tests).flatMap(({ paths }) => paths);
  const outside = folders.filter((folder) => folder !== '.' && !isInside(folder, 'tests'));
  return [...new Set(['tests', ...outside])].sort();
}

const without = (globs: readonly string[]) => globs.map((glob) => `!${inProject(glob)}`);

/**
 * `pyAll`: all that makes up a project. `pyProd`: what its dependents can see of it. `pyImage`: what an
 * image gets of it, prose included, since a package's metadata quotes its readme. `pyRoot`: the files
 * above the projects, present or not, that `affected` has to notice.
 */
export function namedInputs(
  tests: TestFolders,
  rootFiles: readonly string[],
): Record<string, string[]> {
  const all = inProject('**/*');
  const testFiles = testFoldersOf(tests).map((folder) => `${folder}/**/*`);
  return {
    pyAll: [all, ...without([...excluded, ...prose])],
    pyProd: ['pyAll', ...without(testFiles)],
    pyImage: [all, ...without([...excluded, ...imageFiles, ...testFiles])],
    pyRoot: rootFiles.map((file) => `{workspaceRoot}/${file}`),
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
export function filesOfTests(kind: TestKind, tests: TestFolders): string[] {
  const own = tests[kind] ?? { paths: [], ignore: [] };
  const others = (Object.keys(tests) as TestKind[])
    .filter((other) => other !== kind)
    .flatMap((other) => tests[other]?.paths ?? [])
    .filter((folder) => folder !== '.' && !reaches(own, folder));
  return ['pyAll', ...others.map((folder) => `!${inProject(`${folder}/**/*`)}`)];
}
