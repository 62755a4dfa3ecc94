import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import type { AuditTask } from '../../audit/run-audits.js';
import { boundOutput, LiveOutput } from '../../batch/bound-output.js';
import { brokenMessage } from '../../batch/broken-project.js';
import { Environments } from '../../batch/environments.js';
import type { BatchTask } from '../../batch/group-tasks.js';
import { ignoredSettings } from '../../batch/ignored-settings.js';
import { notesOfRun } from '../../batch/notes-of-run.js';
import { isBroken, readToolTask } from '../../batch/read-tasks.js';
import { foresee, rehearse } from '../../batch/rehearse.js';
import { ResultQueue } from '../../batch/result-queue.js';
import { runBatch, type TaskResult } from '../../batch/run-batch.js';
import { currentRunSettings } from '../../batch/run-settings.js';
import { toolOptions } from '../../batch/task-options.js';
import { rememberTools, startTools, wakeTools } from '../../batch/tools-ahead.js';
import { type BorrowedTools, borrowTools, noTools } from '../../engine/borrow-tools.js';
import { formatError } from '../../errors.js';
import { TasksWithoutEnvironment } from '../../explain/never-ran.js';
import { recordCurrentRun } from '../../explain/record-current-run.js';
import { variablesOfFiles } from '../../nx-internal-variables.js';
import { endErrandRunner } from '../../process/errands.js';
import { isNxHere } from '../../process/nx-process.js';
import { stopChildrenWithThisProcess, stopProcesses } from '../../process/run-process.js';
import { endAhead } from '../../process/started-ahead.js';
import { hasTerminal } from '../../process/terminal.js';
import { RunRecorder } from '../../report/recorder.js';
import { TaskClock } from '../../tools/task-clock.js';
import type { AuditOptions, BrokenOptions, ToolOptions } from '../../tools/tool-task.js';
import { auditTasks, isAudit, readAuditTask } from '../audit-tasks.js';
import { reportOf, runAlone, say } from '../run-alone.js';

/** Options of the executor, as `schema.json` describes them. */
export type CheckOptions = ToolOptions | AuditOptions | BrokenOptions;

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
  readonly live = new LiveOutput((text) => process.stdout.write(text));
  readonly queue = new ResultQueue<BatchResult>();
  readonly clock: TaskClock;
  readonly recorder: RunRecorder;
  readonly #open: Map<string, string | undefined>;
  readonly #root: string;

  /** @param reports - ids of all tasks, with the folder of their reports */
  constructor(reports: Map<string, string | undefined>, root: string, recorder: RunRecorder) {
    this.#open = reports;
    this.#root = root;
    this.recorder = recorder;
    this.clock = recorder.clock;
  }

  readonly report = (task: string, outcome: TaskResult): void => {
    if (!this.#open.has(task)) return;
    const report = this.#open.get(task);
    this.#open.delete(task);
    this.recorder.put(task, outcome);
    const { output, success, status } = outcome;
    const terminalOutput = boundOutput(output, { root: this.#root, id: task, report });
    const times = this.clock.timesOf(task);
    if (this.live.hasShown) this.live.finish(terminalOutput);
    const skipped = status === undefined ? {} : { status };
    this.queue.push({ task, result: { success, ...skipped, terminalOutput, ...times } });
  };

  readonly fail = (task: string, error: unknown): void =>
    this.report(task, { success: false, output: `${formatError(error)}\n` });

  /** Nx would schedule a task without a result for ever. */
  async end(error: unknown): Promise<void> {
    for (const task of [...this.#open.keys()]) this.fail(task, error);
    await this.recorder.end();
    this.queue.end();
  }
}

/** Nx's tasks as ours; those of projects that cannot be used, or with wrong options, are reported at once. */
async function readBatch(
  graph: TaskGraph,
  options: Record<string, CheckOptions>,
  context: ExecutorContext,
  { report, fail }: BatchResults,
): Promise<{ batch: BatchTask[]; audits: AuditTask[]; failed: string[] }> {
  const batch: BatchTask[] = [];
  const audits: AuditTask[] = [];
  const failed: string[] = [];
  const all = Object.values(graph.tasks);
  const variables = variablesOfFiles(context.root, all, context.projectGraph);
  for (const { id, target } of all) {
    try {
      const named = { id, ...target };
      const own = toolOptions(named, { ...options[id] }, graph, context);
      if (isBroken(own)) {
        const output = brokenMessage(target.project, target.target, context);
        report(id, { success: false, output });
        failed.push(id);
        continue;
      }
      if (isAudit(own)) {
        audits.push(readAuditTask(named, own, context));
        continue;
      }
      const isAlone = all.length === 1;
      const atTerminal = isAlone && own.kind === 'test' && hasTerminal(true);
      const fileVariables = variables.get(id);
      const task = { ...readToolTask(named, own, context), fileVariables, atTerminal };
      batch.push({ task, after: dependenciesOf(id, graph) });
    } catch (error) {
      fail(id, error);
      failed.push(id);
    }
  }
  return { batch, audits, failed };
}

/** Audits beside all else: advisories may be slow to come, and whatever goes wrong there is no other task's. */
async function auditAll(
  audits: readonly AuditTask[],
  context: ExecutorContext,
  { report, fail, clock }: BatchResults,
): Promise<void> {
  if (audits.length === 0) return;
  try {
    await clock.shared(audits, () =>
      auditTasks(audits, context, ({ id }, outcome) => report(id, outcome)),
    );
  } catch (error) {
    for (const { id } of audits) fail(id, error);
  }
}

/** Does the work of a batch; whatever goes wrong outside of a task fails those that have no result yet. */
async function workOff(
  graph: TaskGraph,
  options: Record<string, CheckOptions>,
  context: ExecutorContext,
  results: BatchResults,
  tools: BorrowedTools,
): Promise<void> {
  try {
    const { batch: read, audits, failed } = await readBatch(graph, options, context, results);
    const all = read.map(({ task }) => task);
    wakeTools(all);
    const named = new Set(all.map((task) => task.options.environment));
    const [refused] = await Promise.all([
      ignoredSettings(all, context.root),
      recordCurrentRun(context, graph, named),
      tools.ready,
    ]);
    for (const [id, error] of refused) results.fail(id, error);
    failed.push(...refused.keys());
    const kept = read.filter(({ task }) => !refused.has(task.id));
    if (kept.length > 1) process.stderr.write(notesOfRun(kept.map(({ task }) => task)));
    const { recorder } = results;
    const environments = new Environments(context, say, recorder);
    const tasks = environments.admit(kept.map(({ task }) => task));
    const batch = tasks.map((task, index) => ({ task, after: kept[index]?.after ?? [] }));
    const without = new TasksWithoutEnvironment(Object.values(graph.tasks));
    await Promise.all([
      auditAll(audits, context, results),
      runBatch(batch, {
        ...currentRunSettings(context.nxJsonConfiguration?.parallel),
        environment: (task) =>
          without.watch(task.id, () => recorder.environment(() => environments.get(task))),
        failed,
        report: results.report,
        clock: results.clock,
        onCounted: recorder.counted,
        // At its terminal a task shows what it prints as it comes.
        onOutput: results.live.push,
      }),
    ]);
    await results.end(new Error('this task was not run, for an unknown reason.'));
  } catch (error) {
    await stopProcesses();
    await results.end(error);
  }
}

/**
 * Nx prints a result when it is handed over, and stores what stands in it when the batch ends: what the terminal
 * has shown is not to be printed a second time, and a replay is to show all of it.
 */
function* shownAlready({ task, result }: BatchResult): Generator<BatchResult, void, undefined> {
  const { terminalOutput } = result;
  result.terminalOutput = '';
  yield { task, result };
  result.terminalOutput = terminalOutput;
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
  const recorder = new RunRecorder({
    root: context.root,
    graph: context.projectGraph,
    defaultBase: context.nxJsonConfiguration?.defaultBase,
    clock: new TaskClock(),
    tasks: Object.values(taskGraph.tasks).map(({ id, target }) => ({ id, ...target })),
  });
  recorder.begin();
  const results = new BatchResults(reports, context.root, recorder);
  // An engine gives its own worker what waits.
  const tools = isNxHere() ? noTools : borrowTools(context.root, say);
  void workOff(taskGraph, options, context, results, tools);
  for await (const result of results.queue) {
    if (results.live.hasShown) yield* shownAlready(result);
    else yield result;
  }
  // Nobody waits for this one, which ends at once.
  void endErrandRunner();
  await endAhead();
  tools.end(rememberTools(context.root));
}

/** For a process that waits for its batch: starts what that will probably have use for. */
checkBatch.prepare = startTools;

/** For such a process, too: does once what comes before the tools of a batch. */
checkBatch.rehearse = rehearse;

/** For such a process, once there is a question: begins with what its tasks will need. */
checkBatch.foresee = foresee;

/** One task by itself, as with `--batch=false`. */
export default async function check(
  options: CheckOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  stopChildrenWithThisProcess();
  const live = new LiveOutput((text) => process.stdout.write(text));
  const { success, output } = await runAlone(
    options,
    context,
    hasTerminal(false) ? live.push : undefined,
  );
  live.finish(output);
  return { success };
}
