import type { ExecutorContext } from '@nx/devkit';
import { Environments } from '../../batch/environments.js';
import { readToolTask } from '../../batch/read-tasks.js';
import { formatError } from '../../errors.js';
import { recordCurrentRun } from '../../explain/record-current-run.js';
import { stopChildrenWithThisProcess } from '../../process/run-process.js';
import { runToolTask } from '../../tools/run-task.js';
import type { ToolOptions } from '../../tools/tool-task.js';

/** One task of a tool that may take its time; the tool's output is shown as it comes. */
export default async function run(
  options: ToolOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  stopChildrenWithThisProcess();
  const project = context.projectName ?? '';
  await recordCurrentRun(
    context,
    context.taskGraph ?? { tasks: {} },
    new Set([options.environment]),
  );
  try {
    const workspace = await new Environments(context).get(options.environment);
    const task = readToolTask(`${project}:${context.targetName}`, project, options, context);
    let shown = '';
    const { success, output } = await runToolTask(task, workspace, {
      onOutput: (text) => {
        shown += text;
        process.stdout.write(text);
      },
    });
    // What the result says beyond the tool's own words, such as why it was stopped.
    process.stdout.write(output.startsWith(shown) ? output.slice(shown.length) : output);
    return { success };
  } catch (error) {
    process.stdout.write(`${formatError(error)}\n`);
    return { success: false };
  }
}
