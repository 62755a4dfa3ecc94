import type { ExecutorContext } from '@nx/devkit';
import { boundOutput, LiveOutput } from '../../batch/bound-output.js';
import { brokenMessage } from '../../batch/broken-project.js';
import { Environments } from '../../batch/environments.js';
import { ignoredSettings } from '../../batch/ignored-settings.js';
import { isBroken, readToolTask } from '../../batch/read-tasks.js';
import { currentTask, toolOptions } from '../../batch/task-options.js';
import { formatError } from '../../errors.js';
import { recordCurrentRun } from '../../explain/record-current-run.js';
import { stopChildrenWithThisProcess } from '../../process/run-process.js';
import { runToolTask } from '../../tools/run-task.js';
import type { ToolOptions } from '../../tools/tool-task.js';

async function runShown(
  options: ToolOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const named = currentTask(context);
  const { id, project, target } = named;
  const own = toolOptions(named, { ...options }, context.taskGraph, context);
  if (isBroken(own)) {
    process.stdout.write(brokenMessage(project, target, context));
    return { success: false };
  }
  const graph = context.taskGraph ?? { tasks: {} };
  await recordCurrentRun(context, graph, new Set([own.environment]));
  const workspace = await new Environments(context).get(own.environment);
  const live = new LiveOutput((text) => process.stdout.write(text));
  const task = readToolTask(id, project, own, context);
  const refused = (await ignoredSettings([task], context.root)).get(id);
  if (refused) throw refused;
  const { success, output } = await runToolTask(task, workspace, { onOutput: live.push });
  const report = own.kind === 'test' ? own.report : undefined;
  live.finish(boundOutput(output, { root: context.root, id, report }));
  return { success };
}

/** One task of a tool that may take its time; the tool's output is shown as it comes. */
export default async function run(
  options: ToolOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  stopChildrenWithThisProcess();
  try {
    return await runShown(options, context);
  } catch (error) {
    process.stdout.write(`${formatError(error)}\n`);
    return { success: false };
  }
}
