/**
 * Nx as the engine uses it: its graph, its tasks and its caches, all in this process. `nx-internal.ts` says why
 * what Nx keeps to itself has places of its own; `docs/decisions/0022-engine.md` lists what is used here.
 */
import { rename, stat } from 'node:fs/promises';
import type { NxJsonConfiguration, ProjectGraph, Task, TaskGraph } from '@nx/devkit';
import {
  allowTaskVariables,
  loadRootVariables,
  readNxSettings,
  withVariables,
} from './nx-internal.js';
import { readDisk, withoutOthers } from './nx-internal-files.js';
import { withoutTasks } from './nx-internal-tasks.js';

/**
 * Makes this process one that Nx runs in, as its CLI does. The daemon has no part in it: what that knows of the
 * files may be a moment behind the disk. To be called before anything else of Nx is asked.
 */
export async function becomeNx(workspaceRoot: string): Promise<void> {
  // Keeps what the modules behind it compile to.
  await import('nx/src/utils/enable-compile-cache.js');
  const { env } = process;
  // As in Nx's own program: `0` is a yes for some of its parts.
  if (env['FORCE_COLOR'] === '0') {
    Object.assign(env, { NX_ORIGINAL_FORCE_COLOR: '0', NO_COLOR: '1' });
    delete env['FORCE_COLOR'];
  }
  Object.assign(env, { NX_CLI_SET: 'true', NX_TUI: 'false' });
  await loadRootVariables(workspaceRoot);
  // Afterwards, since the files at the root may say otherwise.
  allowTaskVariables();
  const { daemonClient } = await import('nx/src/daemon/client/client.js');
  // It keeps its first answer.
  await withVariables({ NX_DAEMON: 'false' }, async () => daemonClient.enabled());
}

/** The graph of what was read, and of what has changed since. Plugins run in this process unless the user has said otherwise. */
export async function graphOfFiles(): Promise<ProjectGraph> {
  const { buildProjectGraphAndSourceMapsWithoutDaemon: build } = await import(
    'nx/src/project-graph/project-graph.js'
  );
  const isolated = process.env['NX_ISOLATE_PLUGINS'] ?? 'false';
  const variables = { NX_ISOLATE_PLUGINS: isolated, ...withoutOthers };
  return (await withVariables(variables, build)).projectGraph;
}

/**
 * Has a graph that was made before go with the files that were read since, which are the same by name: hashes are
 * computed from Nx's map of them, and `explain` reads what Nx writes down of it.
 */
export async function useGraphAgain(workspaceRoot: string, { nodes }: ProjectGraph): Promise<void> {
  const { hydrateFileMap } = await import('nx/src/project-graph/build-project-graph.js');
  const { nxFileMap, readFileMapCache } = await import('nx/src/project-graph/nx-deps-cache.js');
  const { retrieveWorkspaceFiles } = await import(
    'nx/src/project-graph/utils/retrieve-workspace-files.js'
  );
  const { writeJsonFile } = await import('nx/src/utils/fileutils.js');
  const roots = Object.entries(nodes).map(([name, { data }]) => [data.root, name]);
  const { fileMap, rustReferences } = await retrieveWorkspaceFiles(
    workspaceRoot,
    Object.fromEntries(roots),
  );
  hydrateFileMap(fileMap, rustReferences);
  const kept = readFileMapCache();
  if (!kept) return;
  const draft = `${nxFileMap}~${process.pid}`;
  writeJsonFile(draft, { ...kept, fileMap });
  await rename(draft, nxFileMap);
}

/** When the graph that Nx keeps for others was written; undefined where there is none. */
export async function timeOfWrittenGraph(): Promise<number | undefined> {
  const { nxProjectGraph } = await import('nx/src/project-graph/nx-deps-cache.js');
  return (await stat(nxProjectGraph).catch(() => undefined))?.mtimeMs;
}

/** The graph of what is on the disk now. */
export async function graphOfDisk(workspaceRoot: string): Promise<ProjectGraph> {
  await readDisk(workspaceRoot);
  return await graphOfFiles();
}

/** The text of an error of the graph, as Nx prints it; undefined for any other. */
export async function graphErrorText(error: unknown): Promise<string | undefined> {
  const { ProjectGraphError, formatProjectGraphError } = await import(
    'nx/src/project-graph/error-types.js'
  );
  if (!(error instanceof ProjectGraphError)) return undefined;
  const { title, bodyLines } = formatProjectGraphError(error, false);
  return [title, ...(bodyLines ?? [])].join('\n');
}

/** A task that Nx has done with. */
export interface EndedTask {
  task: Task;
  /** Nx's own word, such as `success`, `failure`, `skipped`, `local-cache`. */
  status: string;
  terminalOutput?: string;
}

/** Runs what plugins do before tasks, as Nx's commands do; returns what is done after them. */
async function aroundTasks(
  workspaceRoot: string,
  nxJsonConfiguration: NxJsonConfiguration,
): Promise<(taskResults: TaskResults) => Promise<void>> {
  const { runPreTasksExecution, runPostTasksExecution } = await import(
    'nx/src/project-graph/plugins/tasks-execution-hooks.js'
  );
  const startTime = Date.now();
  const { argv, pid } = process;
  const context = { id: `${pid}-${startTime}`, workspaceRoot, nxJsonConfiguration, argv };
  await runPreTasksExecution(context);
  return async (taskResults) =>
    await runPostTasksExecution({ ...context, taskResults, startTime, endTime: Date.now() });
}

type TaskResults = Parameters<
  typeof import('nx/src/project-graph/plugins/tasks-execution-hooks.js').runPostTasksExecution
>[0]['taskResults'];

/** What aggregates stood for is wanted, too; a server among it only as long as something needs it. */
function isWanted(
  { continuous, target: { project, target } }: Task,
  { projects, targets }: Wanted,
): boolean {
  return !continuous || (projects.includes(project) && targets.includes(target));
}

/** What was asked for. */
interface Wanted {
  /** In the words of a command line. */
  command: readonly string[];
  projects: readonly string[];
  targets: readonly string[];
}

/** What Nx would say of a task that it replays. */
const replayed = (task: Task) => ({
  task,
  status: 'local-cache' as const,
  code: 0,
  terminalOutput: '',
});

/** Has Nx write down, with the tasks that it is handed, those that it would replay. To be called once. */
export async function recordSettledTasks(): Promise<void> {
  const { StoreRunInformationLifeCycle } = await import(
    'nx/src/tasks-runner/life-cycles/store-run-information-life-cycle.js'
  );
  const { endCommand } = StoreRunInformationLifeCycle.prototype;
  StoreRunInformationLifeCycle.prototype.endCommand = function () {
    this.startTasks(replays.map(({ task }) => task));
    this.endTasks(replays);
    endCommand.call(this);
  };
}

/** What comes of the tasks of this run that Nx is not handed. */
let replays: ReturnType<typeof replayed>[] = [];

/**
 * Has Nx do tasks as `nx run-many` does: it hashes them, replays what its caches hold, runs the rest and stores
 * that. Nothing is printed.
 *
 * @param settled - ids of tasks that it would replay, and that would change nothing: it is not handed them
 * @returns what became of each task, those that were never begun included
 */
export async function runTasks(
  workspaceRoot: string,
  graph: ProjectGraph,
  taskGraph: TaskGraph,
  wanted: Wanted,
  settled: ReadonlySet<string> = new Set(),
): Promise<EndedTask[]> {
  const { invokeTasksRunner } = await import('nx/src/tasks-runner/run-command.js');
  const { splitArgsIntoNxArgsAndOverrides } = await import('nx/src/utils/command-line-utils.js');
  const nxJson = await readNxSettings(workspaceRoot);
  const args = { targets: [...wanted.targets], projects: [...wanted.projects], _: [] };
  const quiet = { printWarnings: false };
  const ended = new Map<string, EndedTask>();
  const endTasks = (results: EndedTask[]) => {
    for (const result of results) ended.set(result.task.id, result);
  };
  const all = Object.values(taskGraph.tasks);
  replays = all.filter(({ id }) => settled.has(id)).map(replayed);
  const handed = await withoutTasks(taskGraph, settled);
  const tasks = Object.values(handed.tasks);
  // Nx writes down what was typed.
  process.argv = [process.execPath, ...wanted.command];
  const finish = await aroundTasks(workspaceRoot, nxJson);
  const { taskResults, taskStatuses = {} } = await invokeTasksRunner({
    tasks,
    projectGraph: graph,
    taskGraph: handed,
    lifeCycle: { endTasks },
    nxJson,
    nxArgs: splitArgsIntoNxArgsAndOverrides(args, 'run-many', quiet, nxJson).nxArgs,
    loadDotEnvFiles: process.env['NX_LOAD_DOT_ENV_FILES'] !== 'false',
    initiatingProject: null,
    initiatingTasks: tasks.filter((task) => isWanted(task, wanted)),
  } as never);
  endTasks(replays);
  const others = Object.fromEntries(replays.map((result) => [result.task.id, result]));
  await finish({ ...taskResults, ...others });
  return all.map(
    (task) => ended.get(task.id) ?? { task, status: taskStatuses[task.id] ?? 'stopped' },
  );
}
