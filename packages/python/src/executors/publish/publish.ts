import type { ExecutorContext } from '@nx/devkit';
import { currentTask, projectFolder, publishOptions } from '../../batch/task-options.js';
import { formatError } from '../../errors.js';
import { stopChildrenWithThisProcess } from '../../process/run-process.js';
import { type PublishOptions, publishProject } from '../../release/publish-project.js';

/** Uploads what the build of one project made. */
export default async function publish(
  options: PublishOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  stopChildrenWithThisProcess();
  const show = (text: string) => void process.stdout.write(text);
  try {
    const own = publishOptions({ ...options }, context) as unknown as PublishOptions;
    const task = currentTask(context);
    const directory = projectFolder(task, context);
    const { project } = task;
    await publishProject({ workspaceRoot: context.root, project, directory, options: own, show });
    return { success: true };
  } catch (error) {
    show(`${formatError(error)}\n`);
    return { success: false };
  }
}
