import { join } from 'node:path';
import { type Builder, type BuildPlan, commonArguments, type ImageRequest } from './builder.js';

function archiveSteps({ name }: Builder, { archive, tags }: ImageRequest) {
  const [first] = tags;
  if (!archive || !first) return [];
  const args =
    name === 'buildah'
      ? ['push', first, `docker-archive:${archive}:${first}`]
      : ['save', '--output', archive, ...tags];
  return [{ command: name, args }];
}

/** `buildah build` and `podman build`. Docker's format, since OCI's knows no health check. */
export function planBuildah(builder: Builder, request: ImageRequest): BuildPlan {
  const { name } = builder;
  const id = join(request.scratch, 'image-id');
  const digest = join(request.scratch, 'digest');
  const build = [
    'build',
    '--layers',
    '--format=docker',
    ...commonArguments(request),
    ...request.secrets.flatMap(({ id: secret, kind, source }) => [
      '--secret',
      `id=${secret},src=${source}${kind === 'env' ? ',type=env' : ''}`,
    ]),
    `--iidfile=${id}`,
    ...request.args,
    request.context,
  ];
  const pushes = request.tags.map((tag) => ({
    command: name,
    args: ['push', `--digestfile=${digest}`, tag],
  }));
  return {
    steps: [
      { command: name, args: build },
      ...(request.push ? pushes : []),
      ...archiveSteps(builder, request),
    ],
    id: { file: id, format: 'text' },
    digest: request.push ? { file: digest, format: 'text' } : undefined,
  };
}
