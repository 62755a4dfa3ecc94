import { describe, expect, it } from 'vitest';
import { partsOf } from '../testing/error-of.js';
import { failedLine, readInstructions } from './dockerfile-lines.js';
import { buildFailure } from './failure.js';

const dockerfile = `ARG BASE=python
# A remark.
FROM \${BASE} AS build
WORKDIR /app
COPY . .
ENV A=1
RUN --mount=type=cache,target=/c \\
    # Inside.
    uv sync \\
    --frozen
RUN <<EOF
FROM inside
EOF

FROM \${BASE}
COPY --from=build /app /app
RUN false
`;

it('a Dockerfile is split into instructions', () => {
  const seen = readInstructions(dockerfile).map(({ line, keyword, stage }) => [
    line,
    keyword,
    stage,
  ]);
  expect(seen).toEqual([
    [1, 'ARG', undefined],
    [3, 'FROM', 'build'],
    [4, 'WORKDIR', 'build'],
    [5, 'COPY', 'build'],
    [6, 'ENV', 'build'],
    [7, 'RUN', 'build'],
    [11, 'RUN', 'build'],
    [15, 'FROM', 'stage-1'],
    [16, 'COPY', 'stage-1'],
    [17, 'RUN', 'stage-1'],
  ]);
});

describe('the line that a builder’s error speaks of', () => {
  const rows: [title: string, output: string, line: number | undefined][] = [
    ['dockerd', '------\n > [build 4/5] RUN uv sync:\n------\n', 7],
    ['a later stage', '------\n > [stage-1 3/3] RUN false:\n', 17],
    ['buildx, which knows it', ' > [build 4/5] RUN x:\n------\nDockerfile:7\n--------\n', 7],
    ['buildx with a Dockerfile of its own name', 'admin.Dockerfile:12\n', 12],
    [
      'a mistake in the Dockerfile',
      'failed to solve: dockerfile parse error on line 6: unknown instruction: RUM',
      6,
    ],
    ['the same, in older words', 'Dockerfile parse error line 6: unknown instruction: RUM', 6],
    [
      'buildah',
      'error building at STEP "RUN --mount=type=cache,target=/c uv sync --frozen": exit status 1',
      7,
    ],
    ['nothing that names one', 'failed to solve: python: not found', undefined],
  ];
  it.each(rows)('%s', (_title, output, line) => {
    expect(failedLine(output, dockerfile)).toBe(line);
  });

  it('is found in a Dockerfile of one stage, whose steps name none', () => {
    expect(failedLine(' > [2/2] RUN false:\n', 'FROM x\nRUN false\n')).toBe(2);
  });
});

describe('a failed build', () => {
  const rows: [output: string, code: string, hint: RegExp][] = [
    [
      'ERROR: Cannot connect to the Docker daemon at unix:///x.sock. Is it running?',
      'BUILDER_UNREACHABLE',
      /start its daemon/,
    ],
    [
      'error: failed to list workers: Unavailable: connection error',
      'BUILDER_UNREACHABLE',
      /BUILDKIT_HOST/,
    ],
    [
      'Got permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock',
      'BUILDER_DENIED',
      /group/,
    ],
    [
      'dial unix /run/buildkit/buildkitd.sock: connect: permission denied',
      'BUILDER_DENIED',
      /rootless/,
    ],
    ['write /var/lib/docker/tmp/x: no space left on device', 'DISK_FULL', /docker system prune/],
    [' > [build 4/5] RUN x:\ncp: error writing y: No space left on device', 'DISK_FULL', /prune/],
    [
      ' > [build 4/5] RUN psql:\ndial unix /run/pg.sock: connect: refused',
      'IMAGE_FAILED',
      /own error/,
    ],
    [
      'denied: requested access to the resource is denied\nunauthorized: authentication required',
      'IMAGE_FAILED',
      /log in/,
    ],
    [
      'pinging container registry ghcr.io: dial tcp: lookup ghcr.io: no such host',
      'IMAGE_FAILED',
      /registry could not be reached/,
    ],
    [
      'dial tcp 127.0.0.1:1: connect: connection refused',
      'IMAGE_FAILED',
      /registry could not be reached/,
    ],
    [
      'dial unix /run/docker.sock: connect: no such file or directory',
      'BUILDER_UNREACHABLE',
      /start its daemon/,
    ],
    ['failed to solve: python:9: not found', 'IMAGE_FAILED', /own error/],
  ];
  it.each(rows)('%s → %s', (output, code, hint) => {
    const failed = {
      builder: 'docker',
      output,
      dockerfile: 'a/Dockerfile',
      dockerfileText: dockerfile,
    };
    const parts = partsOf(buildFailure(failed));
    expect(parts.code).toBe(code);
    expect(parts.hint).toMatch(hint);
  });

  it('names the line', () => {
    const output = ' > [build 4/5] RUN uv sync:\n';
    const failed = {
      builder: 'docker',
      output,
      dockerfile: 'a/Dockerfile',
      dockerfileText: dockerfile,
    };
    expect(partsOf(buildFailure(failed))).toEqual({
      code: 'IMAGE_FAILED',
      message: 'docker could not build the image.',
      place: { file: 'a/Dockerfile', line: 7 },
      hint: 'see the builder’s own error above.',
    });
  });
});
