import { join } from 'node:path';
import {
  type Builder,
  type BuildPlan,
  commonArguments,
  type ImageRequest,
  secretArguments,
} from './builder.js';

function outputArguments({ push, archive }: ImageRequest): string[] {
  if (archive) {
    const file = ['--output', `type=docker,dest=${archive}`];
    return push ? ['--push', ...file] : file;
  }
  return push ? ['--push'] : ['--load'];
}

/** `--cache-to` and `--cache-from` of buildx. */
function cacheArguments({ cache, importCache }: ImageRequest): string[] {
  if (!cache) return [];
  return ['--cache-to', cache.exportTo, ...(importCache ? ['--cache-from', cache.importFrom] : [])];
}

/** `docker buildx build`. */
export function planBuildx(builder: Builder, request: ImageRequest): BuildPlan {
  const metadata = join(request.scratch, 'metadata.json');
  const id = join(request.scratch, 'image-id');
  const attests = builder.can.has('attestations');
  const args = [
    'buildx',
    'build',
    ...commonArguments(request),
    ...secretArguments(request.secrets),
    '--progress=plain',
    `--metadata-file=${metadata}`,
    // dockerd leaves the id of an image out of the metadata.
    `--iidfile=${id}`,
    // Without a wish buildx attaches a provenance that differs with every build.
    ...(attests ? [`--provenance=${request.provenance ? 'mode=max' : 'false'}`] : []),
    ...(request.sbom ? ['--sbom=true'] : []),
    ...cacheArguments(request),
    ...outputArguments(request),
    ...request.args,
    request.context,
  ];
  return {
    steps: [{ command: 'docker', args }],
    id: { file: id, format: 'text' },
    digest: { file: metadata, format: 'metadata' },
  };
}
