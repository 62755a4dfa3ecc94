import type { ExecutorContext } from '@nx/devkit';
import type { AuditTask } from '../audit/run-audits.js';
import { boundOutput } from '../batch/bound-output.js';
import { brokenMessage } from '../batch/broken-project.js';
import { Environments } from '../batch/environments.js';
import { ignoredSettings } from '../batch/ignored-settings.js';
import { isBroken, readToolTask } from '../batch/read-tasks.js';
import { currentTask, toolOptions } from '../batch/task-options.js';
import { formatError } from '../errors.js';
import { TasksWithoutEnvironment } from '../explain/never-ran.js';
import { recordCurrentRun } from '../explain/record-current-run.js';
import { hasTerminal } from '../process/terminal.js';
import { type ToldResult, withDigest } from '../report/digest.js';
import { RunRecorder } from '../report/recorder.js';
import { runToolTask } from '../tools/run-task.js';
import { TaskClock } from '../tools/task-clock.js';
import {
  type AuditOptions,
  type BrokenOptions,
  type StepResult,
  type ToolOptions,
  withNotes,
} from '../tools/tool-task.js';
import { withUndeclaredImports } from '../verify/checked-imports.js';
import { auditTasks, isAudit, readAuditTask } from './audit-tasks.js';

/** The folder with the reports of a task, if its options name one. */
export function reportOf(options: unknown): string | undefined {
  const report = (options as { report?: unknown } | undefined)?.report;
  return typeof report === 'string' ? report : undefined;
}

/** Prints a line at once, which is part of no task's output. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function auditAlone(
  task: AuditTask,
  context: ExecutorContext,
  clock: TaskClock,
): Promise<StepResult> {
  let result: StepResult = { success: false, output: '' };
  await clock.shared([task], () =>
    auditTasks([task], context, (_task, outcome) => {
      result = outcome;
    }),
  );
  return result;
}

async function resultOf(
  options: ToolOptions | AuditOptions | BrokenOptions,
  context: ExecutorContext,
  recorder: RunRecorder,
  onOutput?: (text: string) => void,
): Promise<ToldResult> {
  try {
    const named = currentTask(context);
    const { id, project, target } = named;
    const own = toolOptions(named, { ...options }, context.taskGraph, context);
    if (isBroken(own)) return { success: false, output: brokenMessage(project, target, context) };
    const graph = context.taskGraph ?? { tasks: {} };
    await recordCurrentRun(context, graph, new Set([own.environment]));
    if (isAudit(own)) {
      return await auditAlone(readAuditTask(named, own, context), context, recorder.clock);
    }
    const environments = new Environments(context, say, recorder);
    const atTerminal = own.kind === 'test' && hasTerminal(false);
    const read = { ...readToolTask(named, own, context), atTerminal };
    const [task = read] = environments.admit([read]);
    const without = new TasksWithoutEnvironment(Object.values(graph.tasks));
    const made = await without.watch(id, () => recorder.environment(() => environments.get(task)));
    const workspace = { ...made, clock: recorder.clock, onCounted: recorder.counted };
    const refused = (await ignoredSettings([task], context.root)).get(id);
    if (refused) throw refused;
    const result = await runToolTask(task, workspace, onOutput ? { onOutput } : {});
    const checked = withNotes(withUndeclaredImports(result, task, workspace), task.options);
    return withDigest(checked, task, workspace, onOutput !== undefined);
  } catch (error) {
    return { success: false, output: `${formatError(error)}\n` };
  }
}

function recorderFor(context: ExecutorContext): RunRecorder {
  const named = currentTask(context);
  return new RunRecorder({
    root: context.root,
    graph: context.projectGraph,
    defaultBase: context.nxJsonConfiguration?.defaultBase,
    clock: new TaskClock(),
    tasks: [named],
  });
}

/**
 * Runs the one task that Nx has started an executor for. It never throws.
 *
 * @param onOutput - called with output as it arrives
 * @returns the result with its output as it is shown and stored
 */
export async function runAlone(
  options: ToolOptions | AuditOptions | BrokenOptions,
  context: ExecutorContext,
  onOutput?: (text: string) => void,
): Promise<StepResult> {
  const recorder = recorderFor(context);
  recorder.begin();
  const result = await resultOf(options, context, recorder, onOutput);
  const { success, output } = result;
  const { id } = currentTask(context);
  recorder.put(id, result);
  await recorder.end();
  const place = { root: context.root, id, report: reportOf(options) };
  return { success, output: boundOutput(output, place) };
}
