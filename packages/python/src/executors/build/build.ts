import type { ExecutorContext } from '@nx/devkit';
import { buildOptions, currentTask, projectFolder } from '../../batch/task-options.js';
import type { BuildOptions } from '../../build/build-options.js';
import { runBuild } from '../../build/run-build.js';
import { formatError } from '../../errors.js';
import { stopChildrenWithThisProcess } from '../../process/run-process.js';

/** Builds the sdist and the wheel of one project. */
export default async function build(
  options: BuildOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  stopChildrenWithThisProcess();
  // Backends give what they write the modes of this process.
  process.umask(0o022);
  const show = (line: string) => void process.stdout.write(`${line}\n`);
  try {
    const own = buildOptions({ ...options }, context) as unknown as BuildOptions;
    const task = currentTask(context);
    await runBuild({
      ...task,
      directory: projectFolder(task, context),
      options: own,
      context,
      show,
    });
    return { success: true };
  } catch (error) {
    show(formatError(error));
    return { success: false };
  }
}
