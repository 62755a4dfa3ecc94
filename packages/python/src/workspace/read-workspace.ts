import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SignalError } from '../errors.js';
import { lockNames } from '../lock/read-locks.js';
import { listWorkspaceFiles } from '../nx-internal.js';
import { directoryOf, joinPath, withAncestors } from '../paths.js';
import { commandGlobs } from '../project/format-commands.js';
import { filesBehind, type WorkspaceLink } from '../project/links.js';
import { isRequirementsFile } from '../project/requirements-files.js';
import { extendedPaths } from '../settings/extended-files.js';
import { pathInRepository, repositoryFoldersAbove } from '../settings/folders-above.js';
import { otherCheckouts, ownFiles } from '../settings/other-checkouts.js';
import { rootConfigNames } from '../tools/settings.js';
import { findUnseenModules } from './find-ignored-modules.js';
import { findLinks } from './find-links.js';
import type { KnownLists } from './git-lists.js';
import { otherFolders } from './other-folders.js';
import { type NxProject, readManifests } from './read-manifests.js';

/** The texts and names the graph is made from. */
export interface WorkspaceFiles {
  /** Python files and configuration, relative to the root, sorted; those behind links last. */
  files: string[];
  /** Links that are not ignored, sorted. */
  links: WorkspaceLink[];
  /** For each of the files that is behind a link its name without any. */
  realFiles: Map<string, string>;
  pyprojectTexts: Map<string, string | SignalError>;
  /** Texts of other configuration files that some project may read. */
  configTexts: Map<string, string>;
  /** Texts of setup.py, Cargo.toml and requirements files. */
  setupTexts: Map<string, string>;
  /** Texts of files with commands and hooks. */
  commandTexts: Map<string, string>;
  lockTexts: Map<string, string | SignalError>;
  /** A file for each folder that ruff may take for a module and in which `files` has none. */
  otherFolders: string[];
  /** Folders above the workspace in its git repository, nearest first: `..`, `../..`. */
  foldersAbove: string[];
  /** Path of the workspace from the root of its git repository; empty where they are one. */
  inRepository: string;
  /** Folders of other checkouts below the root, whose files are left out. */
  checkouts: string[];
  /** Those of the locks that git ignores. */
  ignoredLocks: ReadonlySet<string>;
  /** Modules that git ignores; a folder of them ends with a slash. */
  ignoredModules: string[];
  /** Modules that it tracks and ignores, so that Nx lists none of them. */
  hiddenModules: string[];
  /** What Nx's own plugins take for projects. */
  nxProjects: NxProject[];
}

/** Files that are numerous and matter to the lookup only above a project. */
const wholeAndInside = new Set(['conftest.py', '.python-version']);

/** A checkout of something with Python has one of these, or matters to a project around it alone. */
const isManifest = (file: string) => !/\.pyi?$/.test(file) || file.endsWith('setup.py');

/** Whether the root seems to be a project, whose tools would take whatever lies below. */
function isRootProject(workspaceRoot: string, files: readonly string[]): boolean {
  const has = (name: string) => files.includes(name);
  if (has('setup.py') || has('setup.cfg')) return true;
  const text = has('pyproject.toml') ? readText(workspaceRoot, 'pyproject.toml') : '';
  return typeof text === 'string' && /^\s*\[(?:project|tool\.poetry)\]/m.test(text);
}

const setupNames = ['setup.py', 'Cargo.toml'];

const isSetup = (file: string) =>
  setupNames.includes(file.slice(file.lastIndexOf('/') + 1)) || isRequirementsFile(file);

const globs = [
  '**/*.{py,pyi}',
  `**/{${rootConfigNames.filter((name) => !name.endsWith('.py')).join(',')}}`,
  `**/{${lockNames.join(',')},Dockerfile,*.Dockerfile,project.json,package.json,Cargo.toml}`,
  '**/*requirements*.{txt,in}',
  '**/requirements/*.{txt,in}',
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

/** Files with settings or with more arguments that arguments may name, seen from each folder in which a tool may run. */
function settingsInArguments(
  pyprojects: ReadonlyMap<string, string | SignalError>,
  options: unknown,
  textOf: (file: string) => string | undefined,
): string[] {
  const texts = new Map<string, unknown>([
    ['nx.json', JSON.stringify(options ?? {})],
    ...pyprojects,
  ]);
  return [...texts].flatMap(([file, text]) => {
    if (typeof text !== 'string' || !text.includes('args')) return [];
    const settings = text.matchAll(/["'](?:-[\w-]*=?)?([^"'\n=]+\.(?:toml|json|ini|cfg))["']/g);
    const lists = text.matchAll(/["']@([^"'\n]+)["']/g);
    const folders = withAncestors(directoryOf(file));
    const seenFrom = ([, path = '']: readonly string[]) =>
      folders.map((folder) => joinPath(folder, path));
    const more = [...lists].flatMap(seenFrom);
    const inside = more.flatMap((list) => [
      ...(textOf(list) ?? '').matchAll(/^(?:-[\w-]*=?)?([^\s=]+\.(?:toml|json|ini|cfg))\s*$/gm),
    ]);
    return [...more, ...[...settings, ...inside].flatMap(seenFrom)];
  });
}

/**
 * Locks beside manifests that git ignores, as libraries often have it: they decide what is installed all
 * the same.
 */
function ignoredLocks(
  workspaceRoot: string,
  manifests: Iterable<string>,
  tracked: readonly string[],
): string[] {
  const known = new Set(tracked);
  return [...manifests]
    .flatMap((file) => lockNames.map((name) => joinPath(directoryOf(file), name)))
    .filter((file) => !known.has(file) && existsSync(join(workspaceRoot, file)));
}

/**
 * Reads what the graph needs, once per graph. But for locks and names of modules, what is ignored stays unseen.
 *
 * @param lists - what git tells, where that is known
 */
export async function readWorkspace(
  workspaceRoot: string,
  options?: unknown,
  lists?: KnownLists,
): Promise<WorkspaceFiles> {
  const [shown, commands, links, unseen] = await Promise.all([
    listWorkspaceFiles(workspaceRoot, globs),
    listWorkspaceFiles(workspaceRoot, [...commandGlobs]),
    findLinks(
      workspaceRoot,
      lists?.then((known) => known?.links),
    ),
    findUnseenModules(
      workspaceRoot,
      lists?.then((known) => known?.unseen),
    ),
  ]);
  const { ignored: ignoredModules, hidden: hiddenModules } = unseen;
  const all = [...new Set([...shown, ...hiddenModules])].sort();
  const looked = isRootProject(workspaceRoot, all) ? all : all.filter(isManifest);
  const checkouts = otherCheckouts(workspaceRoot, looked);
  const listed = ownFiles(all, checkouts);
  const realFiles = filesBehind(
    links,
    listed.filter((file) => /\.pyi?$/.test(file)),
  );
  const named = (...names: string[]) =>
    listed.filter((file) => names.includes(file.slice(file.lastIndexOf('/') + 1)));
  const texts = (list: string[]) =>
    new Map(list.map((file) => [file, readText(workspaceRoot, file)]));
  const pyprojectTexts = texts(named('pyproject.toml'));
  const readable = (list: string[]) =>
    new Map(
      [...texts(list)].flatMap(([file, text]) => (typeof text === 'string' ? [[file, text]] : [])),
    );
  const foldersAbove = repositoryFoldersAbove(workspaceRoot);
  const configTexts = readConfigTexts(workspaceRoot, listed, pyprojectTexts, [
    ...candidatesAbove(foldersAbove),
    ...settingsInArguments(pyprojectTexts, options, (file) => {
      const text = readText(workspaceRoot, file);
      return typeof text === 'string' ? text : undefined;
    }),
  ]);
  const locks = named(...lockNames);
  const ignored = ignoredLocks(workspaceRoot, pyprojectTexts.keys(), locks);
  return {
    files: [...new Set([...listed, ...realFiles.keys()])],
    links,
    realFiles,
    pyprojectTexts,
    configTexts,
    setupTexts: readable(listed.filter(isSetup)),
    commandTexts: readable(ownFiles(commands, checkouts)),
    foldersAbove,
    checkouts,
    inRepository: foldersAbove.length > 0 ? pathInRepository(workspaceRoot) : '',
    otherFolders: await otherFolders(workspaceRoot, listed, [...pyprojectTexts, ...configTexts]),
    lockTexts: texts([...locks, ...ignored]),
    ignoredLocks: new Set(ignored),
    ignoredModules,
    hiddenModules,
    // Nx's own plugins do not pass over other checkouts.
    nxProjects: await readManifests(workspaceRoot, all),
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
    JSON.stringify(left.links) === JSON.stringify(right.links) &&
    JSON.stringify(left.nxProjects) === JSON.stringify(right.nxProjects) &&
    left.otherFolders.join('\0') === right.otherFolders.join('\0') &&
    left.ignoredModules.join('\0') === right.ignoredModules.join('\0') &&
    left.hiddenModules.join('\0') === right.hiddenModules.join('\0') &&
    left.foldersAbove.join('\0') === right.foldersAbove.join('\0') &&
    left.checkouts.join('\0') === right.checkouts.join('\0') &&
    [...left.ignoredLocks].join('\0') === [...right.ignoredLocks].join('\0') &&
    sameTexts(left.pyprojectTexts, right.pyprojectTexts) &&
    sameTexts(left.configTexts, right.configTexts) &&
    sameTexts(left.setupTexts, right.setupTexts) &&
    sameTexts(left.commandTexts, right.commandTexts) &&
    sameTexts(left.lockTexts, right.lockTexts)
  );
}
