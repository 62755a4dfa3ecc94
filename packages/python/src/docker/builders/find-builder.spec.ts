import { delimiter } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { BuilderName } from '../../options/names.js';
import { partsOf } from '../../testing/error-of.js';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { findBuilder } from './find-builder.js';

const path = process.env['PATH'];
afterEach(() => {
  process.env['PATH'] = path;
});

/** Puts programs, and nothing else but a shell, on PATH. */
function onPath(programs: Record<string, string>): void {
  const texts = Object.entries(programs).map(([name, body]) => [name, `#!/bin/sh\n${body}\n`]);
  process.env['PATH'] = [temporaryFolder(Object.fromEntries(texts))].join(delimiter);
}

const docker = (buildx: string, version = 'echo 20.10.24 20.10.24') => `case "$1 $2" in
'buildx version') ${buildx ? 'echo github.com/docker/buildx v0.20.1 245093b' : 'exit 1'};;
'buildx inspect') ${buildx || 'exit 1'};;
'info --format') echo '[["Backing Filesystem","extfs"]]';;
*) ${version};;
esac`;
const noDaemon =
  'echo "Cannot connect to the Docker daemon at unix:///x.sock. Is the docker daemon running?"; exit 1';
const denied =
  'echo "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock"; exit 1';

async function found(wanted?: BuilderName) {
  const { builder, passed } = await findBuilder(wanted);
  return {
    title: builder.title,
    can: [...builder.can].sort(),
    passed: passed.map(({ code }) => code),
  };
}

const error = async (wanted?: BuilderName) => findBuilder(wanted).then(() => undefined, partsOf);
const all = ['attestations', 'layerCache', 'manyPlatforms'];

describe('the first builder that is there and answers', () => {
  const rows: [title: string, programs: Record<string, string>, builder: object][] = [
    [
      'buildx with a driver of its own',
      { docker: docker('echo "Driver:   docker-container"'), buildah: 'echo buildah version 1.28' },
      { title: 'docker buildx 0.20.1', can: [...all, 'store'], passed: [] },
    ],
    [
      'buildx on dockerd, which cannot export',
      { docker: docker('echo "Driver:   docker"') },
      { title: 'docker buildx 0.20.1', can: ['store'], passed: [] },
    ],
    [
      'docker with BuildKit inside',
      { docker: docker('') },
      { title: 'docker 20.10.24 (BuildKit)', can: ['store'], passed: [] },
    ],
    [
      'buildctl, where docker has no BuildKit',
      { docker: docker('', 'echo 28.2.2 28.2.2'), buildctl: 'echo buildctl v0.34.0' },
      { title: 'buildctl 0.34.0', can: all, passed: ['BUILDER_UNREACHABLE'] },
    ],
    [
      'buildah, where no daemon runs',
      {
        docker: docker('echo "  Error: Cannot connect to the Docker daemon"', noDaemon),
        buildctl:
          '[ "$1" = --version ] && echo v0.34.0 || { echo "failed to list workers"; exit 1; }',
        buildah: 'echo buildah version 1.28.2',
        podman: 'echo podman version 4',
      },
      {
        title: 'buildah 1.28.2',
        can: ['store'],
        passed: ['BUILDER_UNREACHABLE', 'BUILDER_UNREACHABLE', 'BUILDER_UNREACHABLE'],
      },
    ],
  ];
  it.each(rows)('%s', async (_title, programs, builder) => {
    onPath(programs);
    const expected = builder as { passed: string[] };
    const actual = await found();
    // Without its daemon docker is passed over once for buildx and once for itself.
    expect({ ...actual, passed: [...new Set(actual.passed)] }).toEqual({
      ...expected,
      passed: [...new Set(expected.passed)],
    });
  });

  it('is not asked for when another one is wanted', async () => {
    onPath({ docker: docker('echo "Driver: docker"'), podman: 'echo podman version 4.3.1' });
    expect(await found('podman')).toMatchObject({ title: 'podman 4.3.1' });
  });
});

describe('without a builder', () => {
  it('the programs that were looked for are named', async () => {
    onPath({});
    expect(await error()).toMatchObject({
      code: 'BUILDER_MISSING',
      message:
        'There is no image builder. Looked for docker (with buildx, or before version 23), buildctl, buildah and podman.',
    });
    expect(await error('podman')).toMatchObject({
      message: 'The builder podman is not installed.',
    });
  });

  const rows: [title: string, answer: string, code: string, message: string][] = [
    ['no daemon', noDaemon, 'BUILDER_UNREACHABLE', 'docker does not answer.'],
    ['no permission', denied, 'BUILDER_DENIED', 'docker denies access to this user.'],
    [
      'something else',
      'echo "tls: bad certificate"; exit 1',
      'BUILDER_UNREACHABLE',
      'docker does not answer: tls: bad certificate.',
    ],
    [
      'no BuildKit',
      'echo 28.2.2 28.2.2',
      'BUILDER_UNREACHABLE',
      'docker 28.2.2 has no buildx, which it needs to use BuildKit.',
    ],
  ];
  it.each(rows)('%s is what is said', async (_title, answer, code, message) => {
    onPath({ docker: docker('', answer) });
    expect(await error()).toMatchObject({ code, message });
    expect((await error())?.hint).toBeTruthy();
  });
});
