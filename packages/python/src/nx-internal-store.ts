/** What Nx stores: see `nx-internal-run.ts`. */
import type { NxJsonConfiguration, ProjectGraph, Task, TaskGraph } from '@nx/devkit';
import { hashWorkspaceFiles, readNxSettings } from './nx-internal.js';
import { type FileHashes, readApart } from './nx-internal-files.js';
import { giveHash, type TaskHash } from './nx-internal-hashes.js';
import { type EndedTask, graphOfDisk } from './nx-internal-run.js';
import { tasksOf } from './nx-internal-tasks.js';
import { variablesOfTask } from './nx-internal-variables.js';

function isSame(left: FileHashes, right: FileHashes): boolean {
  return left.size === right.size && [...left].every(([file, hash]) => right.get(file) === hash);
}

/** Nx's own word for a worker that works on a batch. */
interface BatchProcess {
  onTaskResults(listener: (id: string) => void): void;
}

/** Hashes of tasks by a graph and by what is around it now. */
async function hashesOf(
  graph: ProjectGraph,
  tasks: readonly Task[],
  taskGraph: TaskGraph,
  nxJson: NxJsonConfiguration,
): Promise<Map<string, TaskHash>> {
  const { createTaskHasher } = await import('nx/src/hasher/create-task-hasher.js');
  const options = nxJson.tasksRunnerOptions?.['default']?.options ?? {};
  const variables = tasks.map((task) => [task.id, variablesOfTask(task, graph)] as const);
  const hasher = createTaskHasher(graph, nxJson, options);
  const hashes = await hasher.hashTasks([...tasks], taskGraph, Object.fromEntries(variables));
  return new Map(tasks.map(({ id }, index) => [id, hashes[index] as TaskHash]));
}

/** Gives all tasks of a graph the hashes that Nx would give them now. */
export async function hashAll(
  graph: ProjectGraph,
  taskGraph: TaskGraph,
  nxJson: NxJsonConfiguration,
): Promise<void> {
  const tasks = Object.values(taskGraph.tasks);
  const hashes = await hashesOf(graph, tasks, taskGraph, nxJson);
  for (const task of tasks) giveHash(task, hashes.get(task.id));
}

/** Those of some tasks whose hash is another one by a graph and by what is around it now, or that are not in it any more. */
async function rehash(
  graph: ProjectGraph,
  tasks: readonly Task[],
  taskGraph: TaskGraph,
  nxJson: NxJsonConfiguration,
): Promise<Task[]> {
  const present = tasks.flatMap(({ id }) => taskGraph.tasks[id] ?? []);
  const hashes = await hashesOf(graph, present, taskGraph, nxJson);
  return tasks.filter(({ id, hash }) => hashes.get(id)?.value !== hash);
}

/** The tasks of a graph that have a hash and would have another one by now, by files as Nx has read them. */
export async function outdatedTasks(
  graph: ProjectGraph,
  taskGraph: TaskGraph,
  nxJson: NxJsonConfiguration,
): Promise<Task[]> {
  const tasks = Object.values(taskGraph.tasks).filter(({ hash }) => hash !== undefined);
  return await rehash(graph, tasks, taskGraph, nxJson);
}

/** Reads all tracked files as they are now, whatever Nx has read before. */
export type ReadAgain = () => Promise<FileHashes>;

type Reading = ReturnType<ReadAgain>;

/** By task: files as they were read once its whole batch had results. */
const readings = new Map<string, Reading>();

/** Reads the disk as soon as all tasks of a batch have results, and its tools read nothing more. */
function readAfter(read: ReadAgain, ids: readonly string[], batch: BatchProcess): void {
  const open = new Set(ids);
  for (const id of ids) readings.delete(id);
  batch.onTaskResults((id) => {
    if (!open.delete(id) || open.size > 0) return;
    const reading = read();
    reading.catch(() => {});
    for (const one of ids) readings.set(one, reading);
  });
}

/** Takes what was read for some tasks, if it was for all of them. */
function takeReading(tasks: readonly Task[]): Reading | undefined {
  const found = new Set(tasks.map(({ id }) => readings.get(id)));
  for (const { id } of tasks) readings.delete(id);
  return found.size === 1 ? [...found][0] : undefined;
}

/** Those of some tasks whose hash is another by now: a file has changed since it was computed. */
async function outdated(
  workspaceRoot: string,
  tasks: readonly Task[],
  read: ReadAgain,
): Promise<Task[]> {
  const reading = takeReading(tasks);
  const before = await hashWorkspaceFiles(workspaceRoot);
  if (isSame(before, await (reading ?? read()))) return [];
  // What has changed may be no input of theirs.
  try {
    const graph = await graphOfDisk(workspaceRoot);
    const each = (part: 'project' | 'target') => [
      ...new Set(tasks.map(({ target }) => target[part])),
    ];
    const taskGraph = await tasksOf(graph, each('project'), each('target'));
    return await rehash(graph, tasks, taskGraph, await readNxSettings(workspaceRoot));
  } catch {
    return [...tasks];
  }
}

/** Tasks that have run and are not to be stored. */
let unstored: string[] = [];

/** The tasks whose results are of no use since {@link forgetUnstored}, for a file had changed meanwhile. */
export function unstoredTasks(): readonly string[] {
  return unstored;
}

/** To be called before a run. */
export function forgetUnstored(): void {
  unstored = [];
}

/**
 * Keeps Nx from storing a result that may be of other bytes than its hash: of a task during which one of its inputs
 * has changed. To be called once.
 */
export async function storeUnchangedOnly(
  workspaceRoot: string,
  read: ReadAgain = async () => (await readApart(workspaceRoot)).files,
): Promise<void> {
  const { TaskOrchestrator } = await import('nx/src/tasks-runner/task-orchestrator.js');
  type After = (results: EndedTask[], isStored: boolean, group: number) => Promise<void>;
  const orchestrator = TaskOrchestrator.prototype as unknown as { postRunSteps: After };
  const after = orchestrator.postRunSteps;
  orchestrator.postRunSteps = async function (results, isStored, group) {
    const have = results.filter(({ status }) => status === 'success' || status === 'failure');
    const tasks = have.map(({ task }) => task).filter(({ cache }) => cache);
    if (isStored && tasks.length > 0) {
      for (const task of await outdated(workspaceRoot, tasks, read)) {
        task.cache = false;
        unstored.push(task.id);
      }
    }
    await after.call(this, results, isStored, group);
  };
}

/** Has Nx leave the outputs of a replayed task alone where they are what it would put there: it copies all of them otherwise. */
export async function leaveOutputs(
  isThere: (hash: string, outputs: readonly string[]) => boolean,
): Promise<void> {
  const { TaskOrchestrator } = await import('nx/src/tasks-runner/task-orchestrator.js');
  type Replayed = { hash: string; outputs: string[] };
  const orchestrator = TaskOrchestrator.prototype as unknown as {
    shouldCopyOutputsFromCacheBatch?(tasks: Replayed[]): Promise<Map<string, boolean>>;
  };
  // Nx 23 asks for each by itself.
  if (typeof orchestrator.shouldCopyOutputsFromCacheBatch !== 'function') return;
  orchestrator.shouldCopyOutputsFromCacheBatch = async (tasks) =>
    new Map(tasks.map(({ hash, outputs }) => [hash, !isThere(hash, outputs)]));
}

/**
 * Has the files be read again while a batch comes to its end, and not after it. To be called once, after all else that
 * has to do with the start of batches.
 */
export async function readWhileBatchesEnd(read: ReadAgain): Promise<void> {
  const { ForkedProcessTaskRunner } = await import(
    'nx/src/tasks-runner/forked-process-task-runner.js'
  );
  type Batch = { taskGraph: TaskGraph };
  type Fork = (batch: Batch, ...others: unknown[]) => Promise<BatchProcess>;
  const runner = ForkedProcessTaskRunner.prototype as unknown as { forkProcessForBatch: Fork };
  const start = runner.forkProcessForBatch;
  runner.forkProcessForBatch = async function (batch, ...others) {
    const started = await start.call(this, batch, ...others);
    readAfter(read, Object.keys(batch.taskGraph.tasks), started);
    return started;
  };
}

/**
 * Has Nx not write down, each in a transaction of its own, that tasks have said nothing which nobody can replay: markers
 * and aggregates.
 */
export async function forgetSilence(): Promise<void> {
  const { TaskOrchestrator } = await import('nx/src/tasks-runner/task-orchestrator.js');
  type Persist = (results: EndedTask[], others: unknown) => void;
  const orchestrator = TaskOrchestrator.prototype as unknown as {
    persistTerminalOutputs?: Persist;
  };
  const persist = orchestrator.persistTerminalOutputs;
  if (typeof persist !== 'function') return;
  orchestrator.persistTerminalOutputs = function (results, others) {
    const spoken = results.filter(({ task, terminalOutput }) => task.cache || terminalOutput);
    persist.call(this, spoken, others);
  };
}

/**
 * Has Nx record each run once: its record keeps what its process has run, and writes all of it again after each
 * run. Nor is it asked which tasks are flaky, which it tells a terminal.
 */
export async function recordRunsOnce(): Promise<void> {
  const { getTasksHistoryLifeCycle } = await import(
    'nx/src/tasks-runner/life-cycles/task-history-life-cycle.js'
  );
  type History = {
    taskRuns?: Map<string, unknown>;
    taskHistory?: { getFlakyTasks(hashes: string[]): Promise<string[]> } | null;
    endCommand(): Promise<void>;
  };
  const history = getTasksHistoryLifeCycle() as unknown as History;
  const { endCommand } = history;
  history.endCommand = async function () {
    await endCommand.call(this);
    this.taskRuns?.clear();
  };
  if (history.taskHistory) history.taskHistory.getFlakyTasks = async () => [];
}

/**
 * Has Nx not note for each task of a batch which others are in it, for a summary that a terminal shows at the end of a
 * run: of three thousand tasks those are nine million names.
 */
export async function keepNoSiblings(): Promise<void> {
  try {
    const { PerformanceLifeCycle } = await import(
      'nx/src/tasks-runner/life-cycles/performance-life-cycle.js'
    );
    PerformanceLifeCycle.prototype.registerRunningBatch = () => {};
  } catch {
    // Not every version of Nx makes one.
  }
}
