import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import { brokenMessage } from '../../batch/broken-project.js';
import { Environments } from '../../batch/environments.js';
import type { BatchTask } from '../../batch/group-tasks.js';
import { isBroken, readToolTask } from '../../batch/read-tasks.js';
import { ResultQueue } from '../../batch/result-queue.js';
import { runBatch, type TaskResult } from '../../batch/run-batch.js';
import { currentRunSettings } from '../../batch/run-settings.js';
import { formatError } from '../../errors.js';
import { recordCurrentRun } from '../../explain/record-current-run.js';
import { stopChildrenWithThisProcess } from '../../process/run-process.js';
import { runToolTask } from '../../tools/run-task.js';
import type { BrokenOptions, StepResult, ToolOptions } from '../../tools/tool-task.js';
import { withUndeclaredImports } from '../../verify/checked-imports.js';

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

/** Nx's tasks as ours; those of projects that cannot be used are reported at once. */
function readBatch(
  graph: TaskGraph,
  options: Record<string, CheckOptions>,
  context: ExecutorContext,
  report: (id: string, result: TaskResult) => void,
): BatchTask[] {
  return Object.values(graph.tasks).flatMap(({ id, target }) => {
    const own = options[id] as CheckOptions;
    if (isBroken(own)) {
      report(id, { success: false, output: brokenMessage(target.project, target.target, context) });
      return [];
    }
    const task = readToolTask(id, target.project, own, context);
    return [{ task, after: dependenciesOf(id, graph) }];
  });
}

/** All quick tasks of a run in one process, results as they become known. */
export async function* checkBatch(
  taskGraph: TaskGraph,
  options: Record<string, CheckOptions>,
  _overrides: unknown,
  context: ExecutorContext,
): AsyncGenerator<BatchResult, void, undefined> {
  stopChildrenWithThisProcess();
  const startTime = Date.now();
  const queue = new ResultQueue<BatchResult>();
  const environments = new Environments(context);
  const report = (task: string, { output, ...rest }: TaskResult) =>
    queue.push({
      task,
      result: { ...rest, terminalOutput: output, startTime, endTime: Date.now() },
    });
  const batch = readBatch(taskGraph, options, context, report);
  const named = Object.values(options).map(({ environment }) => environment);
  await recordCurrentRun(context, taskGraph, new Set(named));
  void runBatch(batch, {
    ...currentRunSettings(context.nxJsonConfiguration?.parallel),
    environment: (name) => environments.get(name),
    failed: Object.keys(taskGraph.tasks).filter((id) => isBroken(options[id] as CheckOptions)),
    report,
  }).finally(() => queue.end());
  yield* queue;
}

async function runAlone(options: CheckOptions, context: ExecutorContext): Promise<StepResult> {
  const project = context.projectName ?? '';
  const target = context.targetName ?? '';
  if (isBroken(options)) return { success: false, output: brokenMessage(project, target, context) };
  await recordCurrentRun(
    context,
    context.taskGraph ?? { tasks: {} },
    new Set([options.environment]),
  );
  try {
    const workspace = await new Environments(context).get(options.environment);
    const task = readToolTask(`${project}:${target}`, project, options, context);
    return withUndeclaredImports(await runToolTask(task, workspace), task, workspace);
  } catch (error) {
    return { success: false, output: `${formatError(error)}\n` };
  }
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
