import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import { formatError } from '../../errors.js';
import { stopChildrenWithThisProcess } from '../../process/run-process.js';
import { brokenMessage } from '../tools/broken-project.js';
import { Environments } from '../tools/prepare.js';
import { isBroken, readToolTask } from '../tools/read-tasks.js';
import { runToolTask } from '../tools/run-task.js';
import type { BrokenOptions, StepResult, ToolOptions } from '../tools/tool-task.js';
import { parallelLimit } from './parallel-limit.js';
import { ResultQueue } from './result-queue.js';
import { runScheduled, type Scheduled } from './schedule.js';

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

interface CheckUnit extends Scheduled {
  project: string;
  target: string;
  options: CheckOptions;
}

/** Runs one unit; whatever happens becomes a result. */
async function runUnit(
  unit: CheckUnit,
  context: ExecutorContext,
  environments: Environments,
): Promise<StepResult> {
  const { id, project, target, options } = unit;
  if (isBroken(options)) return { success: false, output: brokenMessage(project, target, context) };
  try {
    const workspace = await environments.get(options.environment);
    return await runToolTask(readToolTask(id, project, options, context), workspace);
  } catch (error) {
    return { success: false, output: `${formatError(error)}\n` };
  }
}

function unitsOf(graph: TaskGraph, options: Record<string, CheckOptions>): CheckUnit[] {
  return Object.values(graph.tasks).map(({ id, target }) => {
    // Nx 24 lists dependencies as objects, Nx 23 as ids.
    const dependencies = (graph.dependencies[id] ?? []) as (string | { id: string })[];
    return {
      id,
      project: target.project,
      target: target.target,
      options: options[id] as CheckOptions,
      after: dependencies.map((dependency) =>
        typeof dependency === 'string' ? dependency : dependency.id,
      ),
    };
  });
}

/**
 * All quick tasks of a run in one process. Nx loses the results of a batch that throws and schedules
 * a task without a result for ever, so this never throws and reports each task exactly once.
 */
export async function* checkBatch(
  taskGraph: TaskGraph,
  options: Record<string, CheckOptions>,
  _overrides: unknown,
  context: ExecutorContext,
): AsyncGenerator<BatchResult, void, undefined> {
  stopChildrenWithThisProcess();
  const queue = new ResultQueue<BatchResult>();
  const environments = new Environments(context);
  const report = (task: string, startTime: number, result: StepResult & { status?: 'skipped' }) => {
    const { success, output, ...rest } = result;
    queue.push({
      task,
      result: { success, terminalOutput: output, startTime, endTime: Date.now(), ...rest },
    });
  };
  const run = async (unit: CheckUnit) => {
    const startTime = Date.now();
    const result = await runUnit(unit, context, environments);
    report(unit.id, startTime, result);
    return result.success ? 'success' : 'failure';
  };
  const skip = (unit: CheckUnit) =>
    report(unit.id, Date.now(), {
      success: false,
      output: 'Skipped: a task it waits for failed.\n',
      status: 'skipped',
    });
  void runScheduled(unitsOf(taskGraph, options), parallelLimit(process.env), run, skip).finally(
    () => queue.end(),
  );
  yield* queue;
}

/** One task by itself, as with `--batch=false`. */
export default async function check(
  options: CheckOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  stopChildrenWithThisProcess();
  const project = context.projectName ?? '';
  const target = context.targetName ?? '';
  const unit: CheckUnit = { id: `${project}:${target}`, project, target, options, after: [] };
  const { success, output } = await runUnit(unit, context, new Environments(context));
  process.stdout.write(output);
  return { success };
}
