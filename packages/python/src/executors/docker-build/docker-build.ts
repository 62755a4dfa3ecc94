import type { ExecutorContext } from '@nx/devkit';
import { buildImage } from '../../docker/build-image.js';
import type { ImageMetadata } from '../../docker/image-metadata.js';
import type { ImageOptions } from '../../docker/image-options.js';
import { formatError } from '../../errors.js';
import { stopChildrenWithThisProcess } from '../../process/run-process.js';

/** Where the image is now: a replay repeats these words, and must not promise more. */
function whereabouts({ tags, id, digest, pushed, archive }: ImageMetadata): string {
  const name = digest ?? id ?? 'no digest';
  if (pushed) return `Pushed ${tags.join(', ')}: ${name}`;
  if (archive) return `Wrote ${tags.join(', ')} to ${archive}: ${name}`;
  return `Built ${tags.join(', ')} into the local store: ${name}`;
}

/** Builds the image of one Dockerfile; the builder's output is shown as it comes. */
export default async function dockerBuild(
  options: ImageOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  stopChildrenWithThisProcess();
  const project = context.projectName ?? '';
  const show = (text: string) => void process.stdout.write(text);
  const grouped = Boolean(process.env['GITHUB_ACTIONS']);
  if (grouped) show(`::group::${project}:${context.targetName}\n`);
  try {
    const metadata = await buildImage({ project, options, context, show });
    if (grouped) show('::endgroup::\n');
    show(`${whereabouts(metadata)}\n`);
    return { success: true };
  } catch (error) {
    if (grouped) show('::endgroup::\n');
    show(`${formatError(error)}\n`);
    return { success: false };
  }
}
