/**
 * Nx as the engine uses it: its graph, its tasks and its caches, all in this process. `nx-internal.ts` says why
 * what Nx keeps to itself has places of its own; `docs/decisions/0022-engine.md` lists what is used here.
 */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  ExecutorContext,
  NxJsonConfiguration,
  ProjectGraph,
  Task,
  TaskGraph,
} from '@nx/devkit';
import { loadRootVariables, readNxSettings } from './nx-internal.js';

/** Sets variables for as long as something takes. */
async function withVariables<T>(
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
  const { daemonClient } = await import('nx/src/daemon/client/client.js');
  // It keeps its first answer.
  await withVariables({ NX_DAEMON: 'false' }, async () => daemonClient.enabled());
}

/**
 * The graph of what is on the disk now. Nx believes a file's time and size, and so misses an edit that keeps both:
 * what it has written down about them is forgotten first. Plugins run in this process unless the user has said
 * otherwise.
 */
export async function graphOfDisk(workspaceRoot: string): Promise<ProjectGraph> {
  const { workspaceDataDirectoryForWorkspace } = await import('nx/src/utils/cache-directory.js');
  const { resetWorkspaceContext } = await import('nx/src/utils/workspace-context.js');
  const { buildProjectGraphAndSourceMapsWithoutDaemon: build } = await import(
    'nx/src/project-graph/project-graph.js'
  );
  const folder = workspaceDataDirectoryForWorkspace(workspaceRoot);
  const kept = (await readdir(folder).catch(() => [])).filter((name) => fileHashes.test(name));
  await Promise.all(kept.map((name) => rm(join(folder, name), { force: true })));
  resetWorkspaceContext();
  const isolated = process.env['NX_ISOLATE_PLUGINS'] ?? 'false';
  // Another process that walks the same files may have begun before the last edit.
  const variables = { NX_ISOLATE_PLUGINS: isolated, NX_WORKSPACE_WALK_WAIT_MS: '0' };
  return (await withVariables(variables, build)).projectGraph;
}

/** Where Nx keeps hashes, times and sizes of files. */
const fileHashes = /^nx_files.*\.nxt$/;

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

/** A batch of tasks that Nx has found no results for. */
interface Batch {
  executorName: string;
  taskGraph: TaskGraph;
}

type Options = Parameters<typeof import('nx/src/utils/params.js').combineOptionsForExecutor>[0];

/** What a batch executor of this package exports. */
type BatchImplementation = (
  taskGraph: TaskGraph,
  options: Record<string, unknown>,
  overrides: unknown,
  context: Omit<ExecutorContext, 'target'>,
) => AsyncIterable<{ task: string; result: object }>;

/** Does what Nx's batch worker does, in this process: the same function with the same arguments. */
async function runBatchHere(
  { executorName, taskGraph }: Batch,
  graph: ProjectGraph,
  wholeGraph: TaskGraph,
  onResult: (task: string, result: object) => void,
): Promise<Record<string, object>> {
  const { getExecutorInformation, parseExecutor } = await import(
    'nx/src/command-line/run/executor-utils.js'
  );
  const { readProjectsConfigurationFromProjectGraph } = await import(
    'nx/src/project-graph/project-graph.js'
  );
  const { combineOptionsForExecutor } = await import('nx/src/utils/params.js');
  const { pruneTaskGraph } = await import('nx/src/tasks-runner/prune-task-graph.js');
  const { workspaceRoot: root } = await import('nx/src/utils/workspace-root.js');
  const projectsConfigurations = readProjectsConfigurationFromProjectGraph(graph);
  const { projects } = projectsConfigurations;
  const [plugin, name] = parseExecutor(executorName);
  const executor = getExecutorInformation(plugin, name, root, projects);
  const tasks = Object.values(taskGraph.tasks);
  const optionsOf = ({ overrides, target: { project, target, configuration } }: Task) => {
    const own = structuredClone(projects[project]?.targets?.[target] ?? {});
    const { schema } = executor;
    return combineOptionsForExecutor(
      overrides as Options,
      configuration ?? '',
      own,
      schema,
      null,
      root,
    );
  };
  const context = {
    root,
    cwd: root,
    isVerbose: false,
    projectsConfigurations,
    nxJsonConfiguration: await readNxSettings(root),
    projectGraph: graph,
    taskGraph: pruneTaskGraph(wholeGraph),
  };
  const results: Record<string, object> = {};
  const implementation = executor.batchImplementationFactory?.() as unknown as BatchImplementation;
  const options = Object.fromEntries(tasks.map((task) => [task.id, optionsOf(task)]));
  const own = pruneTaskGraph(taskGraph);
  const answers = implementation(own, options, tasks.at(-1)?.overrides, context);
  for await (const { task, result } of answers) {
    results[task] = result;
    onResult(task, result);
  }
  return results;
}

/** Stands where Nx has a child process that works on a batch. */
function batchHere(
  batch: Batch,
  graph: ProjectGraph,
  wholeGraph: TaskGraph,
  variables: NodeJS.ProcessEnv,
) {
  const listeners: ((task: string, result: object) => void)[] = [];
  return {
    onOutput: () => {},
    onTaskResults: (listener: (task: string, result: object) => void) => listeners.push(listener),
    getResults: () =>
      withVariables({ ...variables, NX_FORKED_TASK_EXECUTOR: 'true' }, () =>
        runBatchHere(batch, graph, wholeGraph, (task, result) => {
          for (const listener of listeners) listener(task, result);
        }),
      ),
    flushCapturedOutput: async () => {},
    getCapturedOutputPath: () => undefined,
    discardCapturedOutput: () => {},
  };
}

/** Has batches of executors of this package run in this process; all else is done as Nx does it. */
export async function keepBatchesHere(): Promise<void> {
  const { ForkedProcessTaskRunner } = await import(
    'nx/src/tasks-runner/forked-process-task-runner.js'
  );
  const runner = ForkedProcessTaskRunner.prototype as unknown as Record<
    'forkProcessForBatch',
    (batch: Batch, ...others: unknown[]) => unknown
  >;
  const fork = runner.forkProcessForBatch;
  runner.forkProcessForBatch = function (batch, ...others) {
    if (!batch.executorName.startsWith('@nx-signal/python:')) {
      return fork.call(this, batch, ...others);
    }
    const [graph, wholeGraph, variables] = others;
    return batchHere(
      batch,
      graph as ProjectGraph,
      wholeGraph as TaskGraph,
      variables as NodeJS.ProcessEnv,
    );
  };
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
  projects: readonly string[];
  targets: readonly string[];
}

/**
 * Has Nx do tasks as `nx run-many` does: it hashes them, replays what its caches hold, runs the rest and stores
 * that. Nothing is printed.
 *
 * @returns what became of each task, those that were never begun included
 */
export async function runTasks(
  workspaceRoot: string,
  graph: ProjectGraph,
  taskGraph: TaskGraph,
  wanted: Wanted,
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
  const tasks = Object.values(taskGraph.tasks);
  const finish = await aroundTasks(workspaceRoot, nxJson);
  const { taskResults, taskStatuses = {} } = await invokeTasksRunner({
    tasks,
    projectGraph: graph,
    taskGraph,
    lifeCycle: { endTasks },
    nxJson,
    nxArgs: splitArgsIntoNxArgsAndOverrides(args, 'run-many', quiet, nxJson).nxArgs,
    loadDotEnvFiles: process.env['NX_LOAD_DOT_ENV_FILES'] !== 'false',
    initiatingProject: null,
    initiatingTasks: tasks.filter((task) => isWanted(task, wanted)),
  } as never);
  await finish(taskResults);
  return tasks.map(
    (task) => ended.get(task.id) ?? { task, status: taskStatuses[task.id] ?? 'stopped' },
  );
}
