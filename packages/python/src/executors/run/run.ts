import type { ExecutorContext } from '@nx/devkit';
import { LiveOutput } from '../../batch/bound-output.js';
import { stopChildrenWithThisProcess } from '../../process/run-process.js';
import type { ToolOptions } from '../../tools/tool-task.js';
import { runAlone } from '../run-alone.js';

/** One task of a tool that may take its time; the tool's output is shown as it comes. */
export default async function run(
  options: ToolOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  stopChildrenWithThisProcess();
  const live = new LiveOutput((text) => process.stdout.write(text));
  const { success, output } = await runAlone(options, context, live.push);
  live.finish(output);
  return { success };
}
