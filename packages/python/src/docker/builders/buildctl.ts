import { basename, dirname, join } from 'node:path';
import { type Builder, type BuildPlan, type ImageRequest, secretArguments } from './builder.js';

const option = (key: string, value: string) => ['--opt', `${key}=${value}`];

function frontendArguments(request: ImageRequest): string[] {
  const { labels, buildArgs, platforms, stage, network, sbom, provenance } = request;
  return [
    ...option('filename', basename(request.dockerfile)),
    ...Object.entries(labels).flatMap(([key, value]) => option(`label:${key}`, value)),
    ...Object.entries(buildArgs).flatMap(([key, value]) => option(`build-arg:${key}`, value)),
    ...(platforms.length > 0 ? option('platform', platforms.join(',')) : []),
    ...(stage ? option('target', stage) : []),
    ...(network && network !== 'default' ? option('force-network-mode', network) : []),
    ...(network === 'host' ? ['--allow', 'network.host'] : []),
    ...(sbom ? option('attest:sbom', '') : []),
    ...(provenance ? option('attest:provenance', 'mode=max') : []),
  ];
}

/** Several names hold commas, which have a meaning here. */
function outputArguments({ tags, push, archive, platforms }: ImageRequest): string[] {
  const names = `"name=${tags.join(',')}"`;
  const type = platforms.length > 1 ? 'oci' : 'docker';
  return [
    ...(archive ? ['--output', `type=${type},${names},"dest=${archive}"`] : []),
    ...(push ? ['--output', `type=image,${names},push=true`] : []),
  ];
}

/** `buildctl build`, which has no store to leave an image in: it is pushed, or written to a file. */
export function planBuildctl(builder: Builder, request: ImageRequest): BuildPlan {
  const metadata = join(request.scratch, 'metadata.json');
  const { cache, importCache } = request;
  const args = [
    ...(builder.args ?? []),
    'build',
    '--frontend=dockerfile.v0',
    '--progress=plain',
    '--local',
    `context=${request.context}`,
    '--local',
    `dockerfile=${dirname(request.dockerfile)}`,
    ...frontendArguments(request),
    ...secretArguments(request.secrets),
    ...(cache ? ['--export-cache', cache.exportTo] : []),
    ...(cache && importCache ? ['--import-cache', cache.importFrom] : []),
    ...outputArguments(request),
    `--metadata-file=${metadata}`,
    ...request.args,
  ];
  const file = { file: metadata, format: 'metadata' as const };
  return { steps: [{ command: 'buildctl', args }], id: file, digest: file };
}
