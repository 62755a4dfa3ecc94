import type { BuilderName } from '../../options/names.js';
import type { LayerCache } from '../layer-cache.js';
import type { Secret } from '../secrets.js';

/** What builders differ in. */
export const abilities = ['layerCache', 'manyPlatforms', 'attestations', 'store'] as const;

/** One of {@link abilities}. */
export type Ability = (typeof abilities)[number];

/** A builder that answers. */
export interface Builder {
  name: BuilderName;
  /** For people: `docker buildx 0.20`. */
  title: string;
  can: ReadonlySet<Ability>;
  /** Arguments in front of all others, such as the address of a daemon. */
  args?: string[];
}

/** An image to build. Paths are absolute. */
export interface ImageRequest {
  context: string;
  dockerfile: string;
  tags: string[];
  labels: Record<string, string>;
  platforms: string[];
  buildArgs: Record<string, string>;
  secrets: Secret[];
  stage: string | undefined;
  network: 'default' | 'host' | 'none' | undefined;
  cache: LayerCache | undefined;
  /** Whether the local layer cache is there to be read. */
  importCache: boolean;
  push: boolean;
  /** Where to write the image as a file, if anywhere. */
  archive: string | undefined;
  sbom: boolean;
  provenance: boolean;
  args: string[];
  /** Folder for what the builder says about the result. */
  scratch: string;
}

/** A program to run. */
export interface BuildStep {
  command: string;
  args: string[];
  env?: Record<string, string>;
}

/** A file in which a builder leaves a digest. */
export interface DigestFile {
  file: string;
  format: 'metadata' | 'text';
}

/** How a builder makes an image. */
export interface BuildPlan {
  steps: BuildStep[];
  /** Where the image's id, and the digest of what was pushed, are found afterwards. */
  id: DigestFile;
  digest: DigestFile | undefined;
}

/** Options of `build` that docker, buildah and podman have in common. */
export function commonArguments(request: ImageRequest): string[] {
  const { labels, buildArgs, platforms, stage, network } = request;
  return [
    '--file',
    request.dockerfile,
    ...request.tags.flatMap((tag) => ['--tag', tag]),
    ...Object.entries(labels).flatMap(([key, value]) => ['--label', `${key}=${value}`]),
    ...Object.entries(buildArgs).flatMap(([key, value]) => ['--build-arg', `${key}=${value}`]),
    ...(platforms.length > 0 ? ['--platform', platforms.join(',')] : []),
    ...(stage ? ['--target', stage] : []),
    ...(network ? ['--network', network] : []),
  ];
}

/** `--secret` in the form of docker and buildctl. */
export function secretArguments(secrets: readonly Secret[]): string[] {
  return secrets.flatMap(({ id, kind, source }) => [
    '--secret',
    kind === 'env' ? `id=${id},env=${source}` : `id=${id},src=${source}`,
  ]);
}
