import type { ExecutorContext } from '@nx/devkit';
import { bundleOptions, currentTask, projectFolder } from '../../batch/task-options.js';
import type { BundleOptions } from '../../build/build-options.js';
import { bundleWheels } from '../../build/bundle-wheels.js';
import { formatError } from '../../errors.js';
import { stopChildrenWithThisProcess } from '../../process/run-process.js';

/** Makes one wheel of a project and the projects of the workspace that it needs. */
export default async function bundle(
  options: BundleOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  stopChildrenWithThisProcess();
  const show = (line: string) => void process.stdout.write(`${line}\n`);
  try {
    const own = bundleOptions({ ...options }, context) as unknown as BundleOptions;
    const directory = projectFolder(currentTask(context), context);
    await bundleWheels({ workspaceRoot: context.root, directory, options: own, show });
    return { success: true };
  } catch (error) {
    show(formatError(error));
    return { success: false };
  }
}
