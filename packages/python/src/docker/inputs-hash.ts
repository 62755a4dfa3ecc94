import { createHash } from 'node:crypto';
import type { ImageOptions } from './image-options.js';

/** All that decides what is in an image. */
export interface ImageInputs {
  /** Hash of the build context. */
  context: string;
  dockerfile: string;
  /** With environment variables filled in. */
  buildArgs: Record<string, string>;
  options: ImageOptions;
}

const sorted = (table: Record<string, string> = {}) =>
  Object.entries(table).sort(([left], [right]) => (left < right ? -1 : 1));

/**
 * Hash of what an image is made from, but for its base: equal hashes, one image. Names, caches and
 * secrets are left out, since none of them is in the image.
 */
export function inputsHash({ context, dockerfile, buildArgs, options }: ImageInputs): string {
  const { labels, platforms, stage, network, sbom, provenance, args } = options;
  const facts = [
    context,
    dockerfile,
    sorted(buildArgs),
    sorted(labels),
    platforms ?? [],
    stage ?? '',
    network ?? '',
    sbom ?? false,
    provenance ?? false,
    args ?? [],
  ];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}
