import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SignalError } from '../errors.js';
import { lockNames } from '../lock/read-locks.js';
import { listWorkspaceFiles, packageJsonGlobs } from '../nx-internal.js';
import { directoryOf, joinPath, withAncestors } from '../paths.js';
import { extendedPaths } from '../settings/extended-files.js';
import { pathInRepository, repositoryFoldersAbove } from '../settings/folders-above.js';
import { rootConfigNames } from '../tools/settings.js';
import { otherFolders } from './other-folders.js';

/** The texts and names the graph is made from. */
export interface WorkspaceFiles {
  /** Python files and configuration, relative to the root, sorted. */
  files: string[];
  pyprojectTexts: Map<string, string | SignalError>;
  /** Texts of other configuration files that some project may read. */
  configTexts: Map<string, string>;
  lockTexts: Map<string, string | SignalError>;
  /** A file for each folder that ruff may take for a module and in which `files` has none. */
  otherFolders: string[];
  /** Folders above the workspace in its git repository, nearest first: `..`, `../..`. */
  foldersAbove: string[];
  /** Path of the workspace from the root of its git repository; empty where they are one. */
  inRepository: string;
  /** Folders of projects in other languages, if a Python project can depend on one. */
  otherRoots: string[];
}

/** Files that are numerous and matter to the lookup only above a project. */
const wholeAndInside = new Set(['conftest.py', '.python-version']);

const globs = [
  '**/*.{py,pyi}',
  `**/{${rootConfigNames.filter((name) => !name.endsWith('.py')).join(',')}}`,
  `**/{${lockNames.join(',')},Dockerfile,*.Dockerfile,project.json,package.json}`,
];

function readText(workspaceRoot: string, file: string): string | SignalError {
  try {
    return readFileSync(join(workspaceRoot, file), 'utf8');
  } catch (error) {
    return new SignalError({
      code: 'PYPROJECT_UNREADABLE',
      message: `${file} could not be read: ${error instanceof Error ? error.message : String(error)}.`,
      place: { file },
      hint: 'check that it is a file and that you may read it.',
      cause: error,
    });
  }
}

/**
 * Folders that a project.json or the package manager makes a project. They matter only where an
 * edge can lead from Python to them, and only implicitDependencies make such an edge.
 */
async function otherRoots(workspaceRoot: string, files: readonly string[]): Promise<string[]> {
  const python = new Set(files.filter((file) => file.endsWith('pyproject.toml')).map(directoryOf));
  const manifests = files.filter((file) => /(^|\/)(project|package)\.json$/.test(file));
  const reachesOut = manifests
    .filter((file) => python.has(directoryOf(file)))
    .some((file) => String(readText(workspaceRoot, file)).includes('implicitDependencies'));
  if (!reachesOut) return [];
  const packages = await listWorkspaceFiles(workspaceRoot, await packageJsonGlobs(workspaceRoot));
  const projects = manifests.filter((file) => file.endsWith('project.json'));
  const roots = new Set([...packages, ...projects].map(directoryOf));
  return [...roots].filter((root) => root !== '.' && !python.has(root)).sort();
}

/** Ruff and pyright call it differently. */
const extensions = ['extend', 'extends'];

/** The files that some settings build on. */
function extendedFiles(texts: Iterable<[string, string | SignalError]>): string[] {
  return [...texts].flatMap(([file, text]) => {
    if (typeof text !== 'string' || !text.includes('extend')) return [];
    return extensions
      .flatMap((key) => extendedPaths(text, key))
      .map((path) => joinPath(directoryOf(file), path));
  });
}

/**
 * Texts of configuration files: those above projects, those whose sections matter wherever they are,
 * and those that others extend. Each project's own files are hashed with the project.
 */
function readConfigTexts(
  workspaceRoot: string,
  files: readonly string[],
  pyprojects: ReadonlyMap<string, string | SignalError>,
  others: readonly string[],
): Map<string, string> {
  const above = new Set(
    [...pyprojects.keys()].flatMap((file) => withAncestors(directoryOf(file)).slice(1)),
  );
  const wanted = files.filter((file) => {
    const name = file.slice(file.lastIndexOf('/') + 1);
    if (name === 'pyproject.toml' || !rootConfigNames.includes(name)) return false;
    return above.has(directoryOf(file)) || !wholeAndInside.has(name);
  });
  const texts = new Map<string, string>();
  const read = (file: string) => {
    if (texts.has(file) || pyprojects.has(file)) return;
    const text = readText(workspaceRoot, file);
    if (typeof text === 'string') texts.set(file, text);
  };
  for (const file of wanted) read(file);
  for (const file of others) read(file);
  for (let count = -1; count !== texts.size; ) {
    count = texts.size;
    for (const file of extendedFiles([...pyprojects, ...texts])) read(file);
  }
  return texts;
}

function candidatesAbove(folders: readonly string[]): string[] {
  return folders.flatMap((folder) => rootConfigNames.map((name) => `${folder}/${name}`));
}

/** Files with settings that arguments may name, seen from each folder in which a tool may run. */
function settingsInArguments(
  pyprojects: ReadonlyMap<string, string | SignalError>,
  options: unknown,
): string[] {
  const texts = new Map<string, unknown>([
    ['nx.json', JSON.stringify(options ?? {})],
    ...pyprojects,
  ]);
  return [...texts].flatMap(([file, text]) => {
    if (typeof text !== 'string' || !text.includes('args')) return [];
    const named = text.matchAll(/["'](?:@|-[\w-]*=?)?([^"'\n=]+\.(?:toml|json|ini|cfg))["']/g);
    const folders = withAncestors(directoryOf(file));
    return [...named].flatMap(([, path = '']) => folders.map((folder) => joinPath(folder, path)));
  });
}

/** Reads what the graph needs, once per graph. Only tracked files: what is ignored stays unseen. */
export async function readWorkspace(
  workspaceRoot: string,
  options?: unknown,
): Promise<WorkspaceFiles> {
  const files = await listWorkspaceFiles(workspaceRoot, globs);
  const named = (...names: string[]) =>
    files.filter((file) => names.includes(file.slice(file.lastIndexOf('/') + 1)));
  const texts = (list: string[]) =>
    new Map(list.map((file) => [file, readText(workspaceRoot, file)]));
  const pyprojectTexts = texts(named('pyproject.toml'));
  const foldersAbove = repositoryFoldersAbove(workspaceRoot);
  const configTexts = readConfigTexts(workspaceRoot, files, pyprojectTexts, [
    ...candidatesAbove(foldersAbove),
    ...settingsInArguments(pyprojectTexts, options),
  ]);
  return {
    files,
    pyprojectTexts,
    configTexts,
    foldersAbove,
    inRepository: foldersAbove.length > 0 ? pathInRepository(workspaceRoot) : '',
    otherFolders: await otherFolders(workspaceRoot, files, [...pyprojectTexts, ...configTexts]),
    lockTexts: texts(named(...lockNames)),
    otherRoots: await otherRoots(workspaceRoot, files),
  };
}

function sameTexts<T>(left: ReadonlyMap<string, T>, right: ReadonlyMap<string, T>): boolean {
  // An error that reading gave is a new object each time, and so never the same.
  return left.size === right.size && [...left].every(([file, text]) => right.get(file) === text);
}

/** Whether a graph of the one would be a graph of the other. */
export function sameFiles(left: WorkspaceFiles, right: WorkspaceFiles): boolean {
  return (
    left.files.length === right.files.length &&
    left.files.every((file, index) => file === right.files[index]) &&
    left.otherFolders.join('\0') === right.otherFolders.join('\0') &&
    left.foldersAbove.join('\0') === right.foldersAbove.join('\0') &&
    left.otherRoots.join('\0') === right.otherRoots.join('\0') &&
    sameTexts(left.pyprojectTexts, right.pyprojectTexts) &&
    sameTexts(left.configTexts, right.configTexts) &&
    sameTexts(left.lockTexts, right.lockTexts)
  );
}
