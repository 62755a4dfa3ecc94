import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import { boundOutput } from '../../batch/bound-output.js';
import { brokenMessage } from '../../batch/broken-project.js';
import { Environments } from '../../batch/environments.js';
import type { BatchTask } from '../../batch/group-tasks.js';
import { ignoredSettings } from '../../batch/ignored-settings.js';
import { notesOfRun } from '../../batch/notes-of-run.js';
import { isBroken, readToolTask } from '../../batch/read-tasks.js';
import { ResultQueue } from '../../batch/result-queue.js';
import { runBatch, type TaskResult } from '../../batch/run-batch.js';
import { currentRunSettings } from '../../batch/run-settings.js';
import { toolOptions } from '../../batch/task-options.js';
import { formatError } from '../../errors.js';
import { recordCurrentRun } from '../../explain/record-current-run.js';
import { stopChildrenWithThisProcess, stopProcesses } from '../../process/run-process.js';
import type { BrokenOptions, ToolOptions } from '../../tools/tool-task.js';
import { reportOf, runAlone } from '../run-alone.js';

/** Options of the executor, as `schema.json` describes them. */
export type CheckOptions = ToolOptions | BrokenOptions;

/** A result in the form Nx asks of a batch. */
export interface BatchResult {
  task: string;
  result: {
    success: boolean;
    terminalOutput: string;
    startTime: number;
    endTime: number;
    status?: 'skipped';
  };
}

/** Ids of the tasks that a task waits for: objects in Nx 24, strings in Nx 23. */
function dependenciesOf(id: string, graph: TaskGraph): string[] {
  const dependencies = (graph.dependencies[id] ?? []) as (string | { id: string })[];
  return dependencies.map((dependency) =>
    typeof dependency === 'string' ? dependency : dependency.id,
  );
}

/** Where results of one batch go: each task gets one, whatever else is said about it. */
class BatchResults {
  readonly queue = new ResultQueue<BatchResult>();
  readonly #startTime = Date.now();
  readonly #open: Map<string, string | undefined>;
  readonly #root: string;

  /** @param reports - ids of all tasks, with the folder of their reports */
  constructor(reports: Map<string, string | undefined>, root: string) {
    this.#open = reports;
    this.#root = root;
  }

  readonly report = (task: string, { output, ...rest }: TaskResult): void => {
    if (!this.#open.has(task)) return;
    const report = this.#open.get(task);
    this.#open.delete(task);
    const terminalOutput = boundOutput(output, { root: this.#root, id: task, report });
    const times = { startTime: this.#startTime, endTime: Date.now() };
    this.queue.push({ task, result: { ...rest, terminalOutput, ...times } });
  };

  readonly fail = (task: string, error: unknown): void =>
    this.report(task, { success: false, output: `${formatError(error)}\n` });

  /** Nx would schedule a task without a result for ever. */
  end(error: unknown): void {
    for (const task of [...this.#open.keys()]) this.fail(task, error);
    this.queue.end();
  }
}

/** Nx's tasks as ours; those of projects that cannot be used, or with wrong options, are reported at once. */
function readBatch(
  graph: TaskGraph,
  options: Record<string, CheckOptions>,
  context: ExecutorContext,
  { report, fail }: BatchResults,
): { batch: BatchTask[]; failed: string[] } {
  const batch: BatchTask[] = [];
  const failed: string[] = [];
  for (const { id, target } of Object.values(graph.tasks)) {
    try {
      const named = { id, ...target };
      const own = toolOptions(named, { ...options[id] }, graph, context);
      if (isBroken(own)) {
        const output = brokenMessage(target.project, target.target, context);
        report(id, { success: false, output });
        failed.push(id);
        continue;
      }
      const task = readToolTask(named, own, context);
      batch.push({ task, after: dependenciesOf(id, graph) });
    } catch (error) {
      fail(id, error);
      failed.push(id);
    }
  }
  return { batch, failed };
}

/** Does the work of a batch; whatever goes wrong outside of a task fails those that have no result yet. */
async function workOff(
  graph: TaskGraph,
  options: Record<string, CheckOptions>,
  context: ExecutorContext,
  results: BatchResults,
): Promise<void> {
  try {
    const { batch: read, failed } = readBatch(graph, options, context, results);
    const refused = await ignoredSettings(
      read.map(({ task }) => task),
      context.root,
    );
    for (const [id, error] of refused) results.fail(id, error);
    failed.push(...refused.keys());
    const batch = read.filter(({ task }) => !refused.has(task.id));
    if (batch.length > 1) process.stderr.write(notesOfRun(batch.map(({ task }) => task)));
    const environments = new Environments(context);
    const named = batch.map(({ task }) => task.options.environment);
    await recordCurrentRun(context, graph, new Set(named));
    await runBatch(batch, {
      ...currentRunSettings(context.nxJsonConfiguration?.parallel),
      environment: (name) => environments.get(name),
      failed,
      report: results.report,
    });
    results.end(new Error('this task was not run, and nothing says why.'));
  } catch (error) {
    await stopProcesses();
    results.end(error);
  }
}

/** All quick tasks of a run in one process, results as they become known. It never throws. */
export async function* checkBatch(
  taskGraph: TaskGraph,
  options: Record<string, CheckOptions>,
  _overrides: unknown,
  context: ExecutorContext,
): AsyncGenerator<BatchResult, void, undefined> {
  stopChildrenWithThisProcess();
  const ids = Object.keys(taskGraph.tasks);
  const reports = new Map(ids.map((id) => [id, reportOf(options[id])]));
  const results = new BatchResults(reports, context.root);
  void workOff(taskGraph, options, context, results);
  yield* results.queue;
}

/** One task by itself, as with `--batch=false`. */
export default async function check(
  options: CheckOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  stopChildrenWithThisProcess();
  const { success, output } = await runAlone(options, context);
  process.stdout.write(output);
  return { success };
}
