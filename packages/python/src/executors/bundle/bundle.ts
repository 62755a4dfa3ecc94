import type { ExecutorContext } from '@nx/devkit';
import { bundleOptions, currentTask, projectFolder } from '../../batch/task-options.js';
import type { BundleOptions } from '../../build/build-options.js';
import { bundleWheels } from '../../build/bundle-wheels.js';
import { asOutcome } from '../as-outcome.js';

/** Makes one wheel of a project and the projects of the workspace that it needs. */
export default async function bundle(
  options: BundleOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  return await asOutcome(async (show) => {
    const own = bundleOptions({ ...options }, context) as unknown as BundleOptions;
    const directory = projectFolder(currentTask(context), context);
    const say = (line: string) => show(`${line}\n`);
    await bundleWheels({ workspaceRoot: context.root, directory, options: own, show: say });
  });
}
