/**
 * The one place that imports `nx/src`, with `nx-internal-run.ts` and others of such names for the engine: its exports
 * may change with any Nx release. Loaded on demand, since the plugin's worker has Nx's modules at hand but a test has
 * not. Not `@nx/devkit/internal`: its one module loads all of them, which took longer than the rest of a graph of 50
 * projects.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { NxJsonConfiguration, ProjectGraph, TargetConfiguration } from '@nx/devkit';

/**
 * The workspace's tracked files that match any of the globs: what git or Nx ignore is left out.
 *
 * @returns paths relative to the workspace root, sorted
 */
export async function listWorkspaceFiles(
  workspaceRoot: string,
  globs: string[],
): Promise<string[]> {
  // For Nx, no glob at all stands for every file.
  if (globs.length === 0) return [];
  const { globWithWorkspaceContext } = await import('nx/src/utils/workspace-context.js');
  return (await globWithWorkspaceContext(workspaceRoot, globs)).sort();
}

/** Content hashes of all tracked files, as Nx has them. */
export async function hashWorkspaceFiles(workspaceRoot: string): Promise<Map<string, string>> {
  const { getAllFileDataInContext } = await import('nx/src/utils/workspace-context.js');
  const files = await getAllFileDataInContext(workspaceRoot);
  return new Map(files.map(({ file, hash }) => [file, hash]));
}

/**
 * Milliseconds that tasks took on this machine, on average, by task id. Nx keeps them in its data
 * folder; nothing for tasks that never ran here.
 */
export async function recordedDurations(
  tasks: readonly { project: string; target: string }[],
): Promise<Record<string, number>> {
  const { getTaskHistory } = await import('nx/src/utils/task-history.js');
  const history = getTaskHistory();
  return history && tasks.length > 0 ? history.getEstimatedTaskTimings([...tasks]) : {};
}

/** Where Nx keeps what became of tasks, which checkouts may share: the folder, and its databases. */
export async function historyFiles(): Promise<{ folder: string; databases: string[] }> {
  const { workspaceDataDirectory } = await import('nx/src/utils/cache-directory.js');
  const connection: { sharedWorkspaceDataDirectory?: (root: string) => string } = await import(
    'nx/src/utils/db-connection.js'
  );
  const { workspaceRoot } = await import('nx/src/utils/workspace-root.js');
  // Nx 23 shares none.
  const folder = connection.sharedWorkspaceDataDirectory?.(workspaceRoot) ?? workspaceDataDirectory;
  const names = readdirSync(folder).filter((name) => name.endsWith('.db'));
  return { folder, databases: names.map((name) => join(folder, name)) };
}

/** Tells which package.json files belong to the package manager's workspaces, as Nx sees it. */
export async function workspacePackages(workspaceRoot: string): Promise<(file: string) => boolean> {
  const { buildPackageJsonPatterns, buildPackageJsonWorkspacesMatcher } = await import(
    'nx/src/plugins/package-json/create-nodes.js'
  );
  if (process.env['NX_INFER_ALL_PACKAGE_JSONS'] === 'true') return () => true;
  // Without a function of ours it reads files as Nx does.
  const patterns = buildPackageJsonPatterns(workspaceRoot, undefined as never);
  return buildPackageJsonWorkspacesMatcher(patterns);
}

/** JSON as Nx reads it: with comments and trailing commas. */
export async function jsonReader(): Promise<(text: string) => unknown> {
  const { parseJson } = await import('nx/src/utils/json.js');
  return (text) => parseJson(text);
}

/** What one target of a project gets from the target defaults of nx.json. */
export type ReadTargetDefaults = (
  defaults: NonNullable<NxJsonConfiguration['targetDefaults']>,
  target: { name: string; executor: string | undefined },
  project: { name: string; root: string; tags: readonly string[] },
) => Partial<TargetConfiguration> | null;

/** Nx's own way of finding the target defaults that apply. */
export async function targetDefaultsReader(): Promise<ReadTargetDefaults> {
  const { readTargetDefaultsForTarget } = await import(
    'nx/src/project-graph/utils/project-configuration-utils.js'
  );
  return (defaults, target, { name, root, tags }) =>
    readTargetDefaultsForTarget(target.name, defaults, target.executor, {
      projectName: name,
      projectNode: { name, type: 'lib', data: { root, tags: [...tags] } } as never,
      sourcePlugin: '@nx-signal/python',
    });
}

/** A task by the parts of its id. */
export interface TaskName {
  project: string;
  target: string;
  configuration?: string | undefined;
}

/** The folder of Nx's cache, which may be shared between checkouts. */
export async function cacheFolder(): Promise<string> {
  const { cacheDir } = await import('nx/src/utils/cache-directory.js');
  return cacheDir;
}

async function graphOfTask(graph: ProjectGraph, { project, target, configuration }: TaskName) {
  const { createTaskGraph } = await import('nx/src/tasks-runner/create-task-graph.js');
  const taskGraph = createTaskGraph(graph, {}, [project], [target], configuration, {}, false);
  const id = [project, target, ...(configuration ? [configuration] : [])].join(':');
  const task = taskGraph.tasks[id];
  if (!task) throw new Error(`Nx has no task ${id} in this graph`);
  return { taskGraph, task };
}

/**
 * Names of all that enters a task's hash, as Nx plans them. Needs the graph only, so it also tells
 * what entered in a graph of the past.
 */
export async function planTask(
  graph: ProjectGraph,
  nxJson: NxJsonConfiguration,
  name: TaskName,
): Promise<string[]> {
  const { HashPlanner } = await import('nx/src/native/index.js');
  const { transformProjectGraphForRust } = await import('nx/src/native/transform-objects.js');
  const { taskGraph, task } = await graphOfTask(graph, name);
  const planner = new HashPlanner(nxJson as never, transformProjectGraphForRust(graph));
  return planner.getPlans([task.id], taskGraph as never)[task.id] ?? [];
}

/** A task's hash as Nx would compute it for a run that starts now. */
export async function hashTask(
  graph: ProjectGraph,
  nxJson: NxJsonConfiguration,
  name: TaskName,
): Promise<string> {
  const { createTaskHasher } = await import('nx/src/hasher/create-task-hasher.js');
  const { getTaskSpecificEnv } = await import('nx/src/tasks-runner/task-env.js');
  const { taskGraph, task } = await graphOfTask(graph, name);
  allowTaskVariables();
  const options = nxJson.tasksRunnerOptions?.['default']?.options ?? {};
  const hasher = createTaskHasher(graph, nxJson, options);
  const environments = { [task.id]: getTaskSpecificEnv(task, graph) };
  const [hash] = await hasher.hashTasks([task], taskGraph, environments);
  if (!hash) throw new Error(`Nx gave no hash for ${task.id}`);
  return hash.value;
}

/** Nx's own matching of globs, so that what a record selects is what a hash selects. */
export async function globMatcher(): Promise<(globs: string[], paths: string[]) => boolean[]> {
  const { matchGlobPaths } = await import('nx/src/native/index.js');
  return matchGlobPaths;
}

/** Has .env files of tasks read, unless the user has said otherwise. Nx sets this before it hashes, and reads none without it. */
export function allowTaskVariables(): void {
  const { env } = process;
  if (env['NX_LOAD_DOT_ENV_FILES'] !== 'false') env['NX_LOAD_DOT_ENV_FILES'] = 'true';
}

/** Loads the .env files of the workspace's root into this process, as the Nx CLI does. */
export async function loadRootVariables(workspaceRoot: string): Promise<void> {
  const { loadRootEnvFiles } = await import('nx/src/utils/dotenv.js');
  loadRootEnvFiles(workspaceRoot);
}

/** nx.json with what it extends. */
export async function readNxSettings(workspaceRoot: string): Promise<NxJsonConfiguration> {
  const { readNxJson } = await import('nx/src/config/nx-json.js');
  return readNxJson(workspaceRoot);
}

/** What Nx gives an executor beside its task, by a graph. */
export async function executorContext(workspaceRoot: string, projectGraph: ProjectGraph) {
  const { readProjectsConfigurationFromProjectGraph: configurationsOf } = await import(
    'nx/src/project-graph/project-graph.js'
  );
  return {
    root: workspaceRoot,
    projectGraph,
    projectsConfigurations: configurationsOf(projectGraph),
    nxJsonConfiguration: await readNxSettings(workspaceRoot),
  };
}

/** Whether the plugin runs in a worker of its own, where Nx gets a copy of whatever it returns. */
export function isIsolated(): boolean {
  return (globalThis as { NX_PLUGIN_WORKER?: boolean }).NX_PLUGIN_WORKER === true;
}

/** Sets variables for as long as something takes. */
export async function withVariables<T>(
  variables: Record<string, string | undefined>,
  work: () => Promise<T>,
): Promise<T> {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  const set = (name: string, value: string | undefined) => {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  };
  for (const [name, value] of Object.entries(variables)) set(name, value);
  try {
    return await work();
  } finally {
    for (const [name, value] of before) set(name, value);
  }
}
