import type { ExecutorContext } from '@nx/devkit';
import { imageOptions } from '../../batch/task-options.js';
import { type BuiltImage, buildImage } from '../../docker/build-image.js';
import type { ImageOptions } from '../../docker/image-options.js';
import { newPart, writeEnded } from '../../report/new-part.js';
import { asOutcome } from '../as-outcome.js';

/** Where the image is now: a replay repeats these words, and must not promise more. */
function whereabouts({ metadata, unchanged }: BuiltImage): string {
  const { tags, id, digest, pushed, archive } = metadata;
  const image = `${tags.join(', ')} (${digest ?? id ?? 'no digest'})`;
  if (unchanged) return `Unchanged, and in the local store: ${image}`;
  if (pushed) return `Pushed ${image}`;
  return archive ? `Wrote ${image} to ${archive}` : `Built into the local store: ${image}`;
}

/** Builds the image of one Dockerfile; the builder's output is shown as it comes. In CI Nx groups it. */
export default async function dockerBuild(
  options: ImageOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  return await asOutcome(async (show) => {
    const own = imageOptions({ ...options }, context) as unknown as ImageOptions;
    const part = newPart();
    const project = context.projectName ?? '';
    const image = await buildImage({ project, options: own, context, show }, (caches) =>
      writeEnded(context.root, { ...part, caches }),
    );
    show(`${whereabouts(image)}\n`);
  });
}
