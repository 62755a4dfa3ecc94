import { parse } from 'smol-toml';
import { lockError } from '../../lock/lock-error.js';
import { type Table, tablesAt } from '../../lock/toml-values.js';
import { directoryOf, isInside, joinPath, relativeInside, withAncestors } from '../../paths.js';
import { imageClosure, type KeptEntry } from '../lock/image-closure.js';
import { pruneLock } from '../lock/prune-lock.js';
import { contextError } from './context-error.js';
import { type ContextFile, type ContextPlan, manifestFolder, sortedFiles } from './context-file.js';
import { type LocalSources, localSources } from './local-sources.js';
import { reduceManifest, withIncludedGroups } from './reduce-manifest.js';

/** What a pruned context is made from. Paths are relative to the workspace root. */
export interface PrunedContextSources {
  project: string;
  /** Folder of the lock. */
  environment: string;
  lockText: string;
  /** Extras and dependency groups of the project that the image may install. */
  extras: readonly string[];
  groups: readonly string[];
  /** The manifest in a folder, parsed; undefined where there is none. */
  manifest(directory: string): Table | undefined;
  /** Files of the project in a folder that belong into an image; undefined for no project. */
  filesOf(directory: string): readonly string[] | undefined;
  /** More files that options name. */
  files: readonly string[];
  /** Whether a file of the workspace exists and is not ignored by git. */
  isTracked(file: string): boolean;
  /** Whether the .dockerignore leaves a path out; paths are relative to the context. */
  isIgnored(root: string, path: string): boolean;
}

const lockName = 'uv.lock';

/** The nearest folder that contains all of some folders. */
function commonAncestor([first = '.', ...others]: readonly string[]): string {
  const all = (folder: string) => others.every((other) => isInside(other, folder));
  return withAncestors(first).find(all) ?? '.';
}

interface Closure {
  kept: KeptEntry[];
  sources: LocalSources;
  lock: string;
}

function readClosure(from: PrunedContextSources): Closure {
  const { environment, lockText, project, extras } = from;
  const groups = [...withIncludedGroups(from.manifest(project) ?? {}, from.groups)];
  const file = joinPath(environment, lockName);
  try {
    const data = parse(lockText) as Table;
    const directory = relativeInside(project, environment);
    const kept = imageClosure(data, { directory, extras, groups });
    if (kept.length === 0) {
      const hint = 'run `uv lock` and commit the result.';
      throw contextError(`${lockName} does not contain the project in ${project}.`, hint, { file });
    }
    const sources = localSources(tablesAt(data, 'package'), kept, environment);
    return { kept, sources, lock: pruneLock(lockText, kept) };
  } catch (error) {
    throw lockError(error, { file, text: lockText, command: 'uv lock' });
  }
}

/** Groups of the entry that lives in a folder. */
function groupsIn(kept: readonly KeptEntry[], directory: string, environment: string) {
  const own = kept.find(
    ({ entry }) =>
      entry.directory !== undefined && joinPath(environment, entry.directory) === directory,
  );
  return own?.groups ?? new Set<string>();
}

/** The manifests and the lock: all that decides which packages are installed. */
function manifestLayer(from: PrunedContextSources, { kept, sources, lock }: Closure, root: string) {
  const { environment } = from;
  const folders = new Set([environment, ...sources.directories]);
  const members = sources.directories
    .filter((directory) => directory !== environment && isInside(directory, environment))
    .map((directory) => relativeInside(directory, environment));
  const distributions = new Set(kept.map(({ entry }) => entry.name));
  const at = (folder: string, name: string) => relativeInside(joinPath(folder, name), root);
  const files: ContextFile[] = [{ path: at(environment, lockName), text: lock }];
  for (const folder of folders) {
    const data = from.manifest(folder);
    if (!data) continue;
    const isPackage = sources.directories.includes(folder);
    const groups = groupsIn(kept, folder, environment);
    const text = reduceManifest(data, { isPackage, groups, members, distributions });
    files.push({ path: at(folder, 'pyproject.toml'), text });
  }
  for (const file of sources.files) files.push({ path: relativeInside(file, root), from: file });
  const settings = joinPath(environment, 'uv.toml');
  if (from.isTracked(settings)) files.push({ path: at(environment, 'uv.toml'), from: settings });
  return files;
}

function sourceFiles(from: PrunedContextSources, { directories, files }: LocalSources): string[] {
  const ofProjects = directories.flatMap((directory) => {
    const own = from.filesOf(directory);
    if (own) return own;
    throw contextError(
      `The image needs ${directory}, which is not a project that Nx knows.`,
      'check that its pyproject.toml exists and that git does not ignore it.',
    );
  });
  for (const file of files) {
    if (from.isTracked(file)) continue;
    const message = `The image needs ${file}, which does not exist or is ignored by git.`;
    throw contextError(message, 'add the file to git.');
  }
  return [...ofProjects, ...files, ...from.files];
}

/**
 * The context of one project's image: its closure of projects where they stand in the workspace, and
 * beside them a folder with manifests and lock alone, for a layer that no source edit touches.
 * Whatever belongs to other projects only leaves it as it is.
 *
 * @throws SignalError CONTEXT_FAILED or LOCK_BROKEN
 */
export function prunedContext(from: PrunedContextSources): ContextPlan {
  const closure = readClosure(from);
  const { directories } = closure.sources;
  const root = commonAncestor([
    from.environment,
    ...directories,
    ...closure.sources.files.map(directoryOf),
  ]);
  const manifests = manifestLayer(from, closure, root);
  const byPath = new Map<string, ContextFile>();
  // Where the root is a project of its own, its manifest stays as it is written.
  for (const file of manifests) byPath.set(file.path, file);
  for (const file of sourceFiles(from, closure.sources)) {
    if (!isInside(file, root)) continue;
    const path = relativeInside(file, root);
    const isLock = file === joinPath(from.environment, lockName);
    if (!isLock && !from.isIgnored(root, path)) byPath.set(path, { path, from: file });
  }
  for (const file of manifests) {
    const path = joinPath(manifestFolder, file.path);
    byPath.set(path, { ...file, path });
  }
  return { root, projects: directories, files: sortedFiles(byPath.values()) };
}
