import { join } from 'node:path';
import { type BuildPlan, commonArguments, type ImageRequest, secretArguments } from './builder.js';

/** `docker build` with the BuildKit inside dockerd: no more than one image in its own store. */
export function planDocker(request: ImageRequest): BuildPlan {
  const id = join(request.scratch, 'image-id');
  const build = [
    'build',
    ...commonArguments(request),
    ...secretArguments(request.secrets),
    '--progress=plain',
    `--iidfile=${id}`,
    ...request.args,
    request.context,
  ];
  const { archive, push, tags } = request;
  return {
    steps: [
      { command: 'docker', args: build, env: { DOCKER_BUILDKIT: '1' } },
      ...(push ? tags.map((tag) => ({ command: 'docker', args: ['push', tag] })) : []),
      ...(archive ? [{ command: 'docker', args: ['save', '--output', archive, ...tags] }] : []),
    ],
    id: { file: id, format: 'text' },
    digest: undefined,
  };
}
