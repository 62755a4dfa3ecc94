/**
 * What of Nx a process needs that stays: see `nx-internal-run.ts`. Nx expects to run in a process for each command,
 * and keeps some answers for as long as that lives.
 */
import type { ChildProcess, fork } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { ProjectGraph } from '@nx/devkit';
import { executorContext } from './nx-internal.js';

const require = createRequire(import.meta.url);

/** Folders in which Nx keeps what a process that stays has open. */
export async function openFolders(workspaceRoot: string): Promise<string[]> {
  const { cacheDir, sharedDataDirectory, workspaceDataDirectory } = await import(
    'nx/src/utils/cache-directory.js'
  );
  const { getDbConnection } = await import('nx/src/utils/db-connection.js');
  // Made on demand: what is not there yet would look new later.
  getDbConnection();
  await mkdir(cacheDir, { recursive: true }).catch(() => {});
  const shared = sharedDataDirectory(workspaceRoot, 'workspace-data');
  return [...new Set([cacheDir, workspaceDataDirectory, shared])];
}

/** The variables that Nx starts a batch worker with. */
export async function workerVariables(): Promise<Record<string, string>> {
  const { getEnvVariablesForBatchProcess } = await import('nx/src/tasks-runner/task-env.js');
  return setVariables({
    ...getEnvVariablesForBatchProcess(false, undefined as never),
    NX_FORKED_TASK_EXECUTOR: 'true',
  });
}

function setVariables(variables: NodeJS.ProcessEnv): Record<string, string> {
  const entries = Object.entries(variables).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.sort()) as Record<string, string>;
}

/** Makes this process a batch worker of Nx that has loaded and started all it needs and waits for its batch. */
export async function becomeBatchWorker(workspaceRoot: string): Promise<void> {
  await import('nx/src/tasks-runner/batch/run-batch.js');
  const { getExecutorInformation } = await import('nx/src/command-line/run/executor-utils.js');
  await import('nx/src/utils/params.js');
  const { batchImplementationFactory } = getExecutorInformation(
    '@nx-signal/python',
    'check',
    workspaceRoot,
    {},
  );
  const implementation = batchImplementationFactory?.() as unknown as Prepared | undefined;
  implementation?.prepare?.(workspaceRoot);
  knowGraphBefore(workspaceRoot, implementation);
}

/** What a batch implementation can do before there is a batch. */
interface Prepared {
  prepare?(workspaceRoot: string): void;
  rehearse?(context: object, isWanted: () => boolean): Promise<void>;
  foresee?(context: object, tasks: readonly string[]): Promise<void>;
}

/** Tells a waiting worker the graph that its batch will be of. */
interface Announcement {
  type: 'nx-signal:graph';
  projectGraph: ProjectGraph;
}

/** Tells a waiting worker that there is a question, and which tasks will probably be done for it. */
interface Likely {
  type: 'nx-signal:likely';
  tasks: readonly string[];
}

/** What Nx tells a worker, as far as it matters here. */
type BatchMessage = { type: number; projectGraph?: ProjectGraph };

/** Takes graphs that are announced, and puts the last one where a batch refers to it. */
function knowGraphBefore(root: string, implementation: Prepared | undefined): void {
  const listeners = process.listeners('message');
  process.removeAllListeners('message');
  let projectGraph: ProjectGraph | undefined;
  let context: ReturnType<typeof executorContext> | undefined;
  let isWanted = false;
  const rehearse = async () => implementation?.rehearse?.((await context) ?? {}, () => isWanted);
  const foresee = async (tasks: readonly string[]) =>
    implementation?.foresee?.((await context) ?? {}, tasks);
  process.on('message', (message: BatchMessage | Announcement | Likely, handle) => {
    if (message.type === 'nx-signal:graph') {
      projectGraph = message.projectGraph;
      context = executorContext(root, projectGraph);
      // The batch finds out what is wrong.
      void rehearse().catch(() => {});
      return;
    }
    if (message.type === 'nx-signal:likely') {
      void foresee(message.tasks).catch(() => {});
      return;
    }
    isWanted = true;
    const isShort = 'executorName' in message && message.projectGraph === undefined;
    const whole = isShort ? { ...message, projectGraph } : message;
    for (const listener of listeners) listener(whole, handle);
  });
}

type Send = (message: object, ...others: unknown[]) => boolean;

/** How messages are sent to workers to which a graph was announced. */
const sends = new WeakMap<ChildProcess, Send>();

/**
 * Tells a waiting worker the graph while its batch is not known yet: a graph is most of what a worker is told, and takes
 * it long to read. What Nx sends it from then on refers to it.
 */
export function announceGraph(worker: ChildProcess, projectGraph: ProjectGraph): void {
  const announcement: Announcement = { type: 'nx-signal:graph', projectGraph };
  const send = sends.get(worker) ?? (worker.send as Send);
  sends.set(worker, send);
  send.call(worker, announcement);
  worker.send = ((message: BatchMessage, ...others: unknown[]) => {
    const isSame = message.projectGraph === projectGraph;
    return send.call(worker, isSame ? { ...message, projectGraph: undefined } : message, ...others);
  }) as ChildProcess['send'];
}

/** Tells a waiting worker which tasks will probably be done for a question; to be called for each, be it without any. */
export function announceLikely(worker: ChildProcess, tasks: readonly string[]): void {
  const likely: Likely = { type: 'nx-signal:likely', tasks };
  (sends.get(worker) ?? (worker.send as Send)).call(worker, likely);
}

/** Nx's own word for a worker that works on a batch. */
interface BatchProcess {
  childProcess: ChildProcess;
  kill(signal?: NodeJS.Signals): Promise<void>;
}

/** Milliseconds that a worker has to end by itself once Nx has let go of it. */
const longestEnd = 2_000;

/**
 * Has a worker that Nx has let go of end by itself. Nx would end it at the end of the run, and look ten times a second
 * whether it is gone, where it takes some twenty milliseconds.
 */
function letEnd(batch: BatchProcess): void {
  const { childProcess } = batch;
  const kill = batch.kill.bind(batch);
  batch.kill = async (signal) => {
    if (childProcess.connected) return await kill(signal);
    if (childProcess.exitCode !== null || childProcess.signalCode !== null) return;
    const timer = setTimeout(() => void kill(signal), longestEnd);
    childProcess.once('exit', () => clearTimeout(timer));
  };
}

/** Has a waiting worker take the place of one that Nx is about to start for a batch of this package. */
export async function useWaitingWorkers(
  take: (variables: Record<string, string>) => ChildProcess | undefined,
): Promise<void> {
  const { ForkedProcessTaskRunner } = await import(
    'nx/src/tasks-runner/forked-process-task-runner.js'
  );
  type Fork = (batch: { executorName: string }, ...others: unknown[]) => Promise<BatchProcess>;
  const runner = ForkedProcessTaskRunner.prototype as unknown as { forkProcessForBatch: Fork };
  const processes = require('node:child_process') as { fork: typeof fork };
  const start = runner.forkProcessForBatch;
  runner.forkProcessForBatch = async function (batch, ...others) {
    const { fork } = processes;
    const isOwn = batch.executorName === '@nx-signal/python:check';
    let isWaiting = false;
    const taken = (variables: NodeJS.ProcessEnv) => {
      const worker = isOwn ? take(setVariables(variables)) : undefined;
      isWaiting = worker !== undefined;
      return worker;
    };
    processes.fork = ((module: string, options: { env: NodeJS.ProcessEnv }) =>
      taken(options.env) ?? fork(module, options)) as typeof fork;
    let starting: Promise<BatchProcess>;
    try {
      // It forks before it waits for anything.
      starting = start.call(this, batch, ...others);
    } finally {
      processes.fork = fork;
    }
    const started = await starting;
    if (isWaiting) letEnd(started);
    return started;
  };
}

/** Calls back when files have changed that are not ignored; returns a way to call it off. */
export async function watchFiles(workspaceRoot: string, onChange: () => void): Promise<() => void> {
  const { setupWorkspaceContext, stopWatchingWorkspaceContext, subscribeToWorkspaceChanges } =
    await import('nx/src/utils/workspace-context.js');
  setupWorkspaceContext(workspaceRoot, { watch: true });
  subscribeToWorkspaceChanges(workspaceRoot, onChange);
  return stopWatchingWorkspaceContext;
}
