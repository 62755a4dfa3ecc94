import type { ExecutorContext } from '@nx/devkit';
import { buildOptions, currentTask, projectFolder } from '../../batch/task-options.js';
import type { BuildOptions } from '../../build/build-options.js';
import { runBuild } from '../../build/run-build.js';
import { newPart, writeEnded } from '../../report/new-part.js';
import { asOutcome } from '../as-outcome.js';

/** Builds the sdist and the wheel of one project. */
export default async function build(
  options: BuildOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  // Backends give what they write the modes of this process.
  process.umask(0o022);
  return await asOutcome(async (show) => {
    const own = buildOptions({ ...options }, context) as unknown as BuildOptions;
    const task = currentTask(context);
    const part = newPart();
    await runBuild({
      ...task,
      directory: projectFolder(task, context),
      options: own,
      context,
      show: (line) => show(`${line}\n`),
      onCounted: (caches) => writeEnded(context.root, { ...part, caches }),
    });
  });
}
