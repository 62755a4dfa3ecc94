import { directoryOf, isInside, withAncestors } from '../../paths.js';
import { ownerOf } from '../undeclared-reads.js';
import type { TracedCalls } from './strace-output.js';

/** What decides which reads of a traced task are covered. Paths are relative to the workspace root. */
export interface TraceFacts {
  /** Absolute, without links. */
  workspaceRoot: string;
  /** Folder of the task's project. */
  directory: string;
  /** Folders of all projects. */
  projectRoots: ReadonlySet<string>;
  /** Folders that modules of projects are imported from. */
  importRoots: ReadonlySet<string>;
  /** Files that enter the hash. */
  inputs: ReadonlySet<string>;
  /** All files that Nx knows: what is not among them is ignored, or new. */
  known: ReadonlySet<string>;
  /** Files above the project of which the task's settings are made. */
  settings: ReadonlySet<string>;
  /** Names of the files in which the task's tools look for settings. */
  settingsNames: ReadonlySet<string>;
  /** Whether a file that would come to be there would enter the hash. */
  wouldEnter(file: string): boolean;
  /** By absolute path, and whether Nx knows the file. */
  isExcepted(path: string, isKnown: boolean): boolean;
}

/** What is on disk of a path that was read. */
export interface OnDisk {
  isFile(path: string): boolean;
  /** Whether it came to be during the run. */
  isNew(path: string): boolean;
  /** The path without links. */
  real(path: string): string;
}

/** What a task has read outside its hash. */
export interface Verdict {
  /** Files of the workspace, relative to its root, sorted. */
  files: string[];
  /** Folders of the workspace whose names were listed, relative to its root, sorted. */
  folders: string[];
  /** Files and folders outside the workspace, absolute, sorted. */
  outside: string[];
  /** Files of the workspace that git or Nx ignore, relative to its root, sorted. */
  ignored: string[];
}

function relativeTo(root: string, path: string): string | undefined {
  if (path === root) return '.';
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : undefined;
}

function isCoveredFile(file: string, facts: TraceFacts): boolean {
  const { inputs, settings, settingsNames, directory } = facts;
  if (inputs.has(file) || settings.has(file)) return true;
  const name = file.slice(file.lastIndexOf('/') + 1);
  // A file without the tool's section counts as none, and the hash says that there is none.
  return settingsNames.has(name) && withAncestors(directory).includes(directoryOf(file));
}

/**
 * A list tells names alone. It is covered where a new module would be an input, where all files are inputs
 * already, in the task's own project, and above any project: which projects there are is in the graph.
 * So are the names in folders that modules are imported from: the first module of a name makes an edge.
 */
function isCoveredFolder(folder: string, facts: TraceFacts): boolean {
  const { directory, importRoots, inputs, known, wouldEnter, projectRoots } = facts;
  const below = [...known].filter((file) => isInside(file, folder));
  if (below.length === 0 || importRoots.has(folder)) return true;
  if ([...projectRoots].some((root) => root !== folder && isInside(root, folder))) return true;
  if (ownerOf(`${folder}/x`, projectRoots) === directory && isInside(folder, directory))
    return true;
  const direct = below.filter((file) => directoryOf(file) === folder);
  const areInputs = direct.length > 0 && direct.every((file) => inputs.has(file));
  return areInputs || wouldEnter(`${folder}/nx_signal_new_module.py`);
}

/** Compares what the programs of a task have read with its inputs. */
export function judge(calls: TracedCalls, facts: TraceFacts, disk: OnDisk): Verdict {
  const { workspaceRoot, known, isExcepted } = facts;
  const found = { files: new Set<string>(), folders: new Set<string>() };
  const outside = new Set<string>();
  const ignored = new Set<string>();
  for (const opened of calls.opened) {
    const path = disk.real(opened);
    const file = relativeTo(workspaceRoot, path);
    const isKnown = file !== undefined && known.has(file);
    if (isExcepted(opened, isKnown) || isExcepted(path, isKnown)) continue;
    if (!isKnown && (calls.made.has(opened) || !disk.isFile(path) || disk.isNew(path))) continue;
    if (file === undefined) outside.add(path);
    else if (!isKnown && !facts.inputs.has(file)) ignored.add(file);
    else if (!isCoveredFile(file, facts)) found.files.add(file);
  }
  for (const path of calls.listed) {
    const folder = relativeTo(workspaceRoot, path);
    if (isExcepted(path, false) || disk.isNew(path)) continue;
    if (folder !== undefined) {
      if (!isCoveredFolder(folder, facts)) found.folders.add(folder);
    } else if (relativeTo(path === '/' ? '' : path, workspaceRoot) === undefined) outside.add(path);
  }
  const sorted = (paths: Set<string>) => [...paths].sort();
  return {
    files: sorted(found.files),
    folders: sorted(found.folders),
    outside: sorted(outside),
    ignored: sorted(ignored),
  };
}
