import { SignalError } from '../errors.js';
import type { KnownLocks } from '../lock/known-locks.js';
import type { LockIndex } from '../lock/lock-index.js';
import { readLocks } from '../lock/read-locks.js';
import type { ProjectOptions, WorkspaceOptions } from '../options/schema.js';
import { relativeInside } from '../paths.js';
import { analyzeWorkspace, type BrokenProject, type Workspace } from '../project/analyze.js';
import {
  installedExtras,
  installedGroups,
  ownParts,
  type SharedParts,
} from '../project/dependency-groups.js';
import { readDeclaredDependencies } from '../project/requirements.js';
import type { Pyproject } from '../toml/pyproject.js';
import { pinnedRuff } from './pinned-ruff.js';
import type { NxProject } from './read-manifests.js';
import type { WorkspaceFiles } from './read-workspace.js';

/** Everything the hooks of the plugin share about one state of the workspace. */
export interface PythonGraph {
  /** The workspace's files, as far as they are Python or configuration. */
  files: readonly string[];
  workspace: Workspace;
  options: WorkspaceOptions;
  /** By the folder of the environment. */
  locks: Map<string, LockIndex>;
  /** Environments whose lock git ignores. */
  ignoredLocks: ReadonlySet<string>;
  /** Groups and extras of an environment's root project, which all its projects share. */
  sharedParts: Map<string, SharedParts>;
  /** Versions of ruff that are pinned for environments that have none by a uv.lock. */
  pinned: ReadonlyMap<string, string>;
  /** Files that pin one or would, whether they exist or not. */
  pinFiles: readonly string[];
  /** What Nx's own plugins take for projects, those with Python included. */
  nxProjects: readonly NxProject[];
  /** For each Python file that is behind a link its name without any. */
  realFiles: ReadonlyMap<string, string>;
  /** Folders above the workspace in its git repository, nearest first. */
  foldersAbove: readonly string[];
  /** Paths that arguments name and that git or Nx ignore. */
  ignoredArguments: ReadonlySet<string>;
  /** Modules that git ignores, by the folder of their project and relative to it. */
  generated: ReadonlyMap<string, readonly string[]>;
  /** Modules that git tracks and ignores: Nx has no hashes of them. */
  hiddenModules: readonly string[];
}

function breakProjects(workspace: Workspace, errors: ReadonlyMap<string, SignalError>): Workspace {
  const usable = workspace.projects.filter(({ environment }) => !errors.has(environment));
  const broken: BrokenProject[] = workspace.projects.flatMap(
    ({ directory, environment, pythonFiles, name, pyproject }) => {
      const error = errors.get(environment);
      return error
        ? [{ directory, file: pyproject.file, environment, pythonFiles, name, error }]
        : [];
    },
  );
  return { ...workspace, projects: usable, broken: [...workspace.broken, ...broken] };
}

/** Derives the graph from texts alone: same texts, same graph. */
export function derivePythonGraph(
  files: WorkspaceFiles,
  options: WorkspaceOptions,
  validateProjectOptions: (pyproject: Pyproject) => ProjectOptions,
  knownLocks?: KnownLocks,
): PythonGraph {
  const locks = new Map<string, LockIndex>();
  const errors = new Map<string, SignalError>();
  for (const [environment, lock] of readLocks(files.lockTexts, knownLocks)) {
    if (lock instanceof SignalError) errors.set(environment, lock);
    else locks.set(environment, lock);
  }
  const workspace = analyzeWorkspace({
    ...files,
    options,
    validateProjectOptions,
    isLocked: (environment, name) => locks.get(environment)?.byDistribution.has(name) ?? false,
    isVirtual: (environment, directory) => {
      const lock = locks.get(environment)?.lock;
      const id = lock?.localByDirectory.get(relativeInside(directory, environment));
      return (id !== undefined && lock?.nodes.get(id)?.virtual) ?? false;
    },
  });
  const sharedParts = new Map(
    workspace.pyprojects.map((pyproject) => {
      const declared = readDeclaredDependencies(pyproject);
      const own = ownParts(pyproject);
      const groups = [options.groups ?? [], own.groups].flat();
      const extras = [options.extras ?? [], own.extras].flat();
      return [
        pyproject.directory,
        {
          groups: installedGroups(pyproject, declared, groups),
          extras: installedExtras(pyproject, declared, extras),
        },
      ];
    }),
  );
  const pins = pinnedRuff(workspace, files, locks);
  return {
    files: files.files,
    workspace: breakProjects(workspace, errors),
    options,
    locks,
    ignoredLocks: new Set(
      [...locks].flatMap(([environment, { lock }]) =>
        files.ignoredLocks.has(lock.file) ? [environment] : [],
      ),
    ),
    sharedParts,
    pinned: pins.versions,
    pinFiles: pins.files,
    ignoredArguments: new Set(),
    generated: new Map(),
    hiddenModules: [],
    nxProjects: files.nxProjects,
    realFiles: files.realFiles,
    foldersAbove: files.foldersAbove,
  };
}
