import type { ExecutorContext } from '@nx/devkit';
import { currentTask, projectFolder, publishOptions } from '../../batch/task-options.js';
import { type PublishOptions, publishProject } from '../../release/publish-project.js';
import { asOutcome } from '../as-outcome.js';

/** Uploads what the build of one project made. */
export default async function publish(
  options: PublishOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  return await asOutcome(async (show) => {
    const own = publishOptions({ ...options }, context) as unknown as PublishOptions;
    const task = currentTask(context);
    const directory = projectFolder(task, context);
    const { project } = task;
    await publishProject({ workspaceRoot: context.root, project, directory, options: own, show });
  });
}
