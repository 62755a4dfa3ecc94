import { type ErrorCode, SignalError } from '../errors.js';
import { failedLine } from './dockerfile-lines.js';

/** A build that failed. */
export interface FailedBuild {
  /** The builder, as people call it. */
  builder: string;
  /** All that the builder printed, without secrets. */
  output: string;
  /** Relative to the workspace root. */
  dockerfile: string;
  dockerfileText: string;
}

interface KnownFailure {
  code: ErrorCode;
  pattern: RegExp;
  message: (builder: string) => string;
  hint: string;
}

const knownFailures: KnownFailure[] = [
  {
    code: 'BUILDER_DENIED',
    pattern:
      /permission denied.*(?:\.sock|docker daemon)|(?:\.sock|docker daemon).*permission denied/i,
    message: (builder) => `${builder} denies access to this user.`,
    hint: 'add the user to the group that owns the socket (usually `docker`), or use a rootless builder.',
  },
  {
    code: 'BUILDER_UNREACHABLE',
    pattern:
      /cannot connect to the docker daemon|failed to connect to the docker API|error during connect|failed to list workers|dial unix \S*(?:docker|buildkitd)\S*: connect:/i,
    message: (builder) => `${builder} does not answer.`,
    hint: 'start its daemon, or correct DOCKER_HOST or BUILDKIT_HOST.',
  },
  {
    code: 'DISK_FULL',
    pattern: /no space left on device|ENOSPC/i,
    message: (builder) => `${builder} has no space left.`,
    hint: 'free some space: `docker system prune`, `buildctl prune` or `buildah rmi --prune`.',
  },
];

/** The error behind a builder's words about itself, if they are about that and no image. */
export function builderFailure(builder: string, output: string): SignalError | undefined {
  const known = knownFailures.find(({ pattern }) => pattern.test(output));
  if (!known) return undefined;
  const { code, message, hint } = known;
  return new SignalError({ code, message: message(builder), hint });
}

const refusedPush =
  /(?:push|login|authenticat|access).*(?:denied|required)|unauthorized|insufficient_scope|no basic auth/i;

const unreachedRegistry = /no such host|dial tcp|TLS handshake timeout|i\/o timeout/i;

function hintFor(output: string): string {
  if (refusedPush.test(output)) {
    return 'log in to the registry first, for example with `docker login`.';
  }
  return unreachedRegistry.test(output)
    ? 'a registry could not be reached: check the network, and the names of base image and tags.'
    : 'see the builder’s own error above.';
}

/** The error for a failed build; the builder's words have been shown already. */
export function buildFailure(failed: FailedBuild): SignalError {
  const { builder, output, dockerfile, dockerfileText } = failed;
  const line = failedLine(output, dockerfileText);
  // A step of the Dockerfile that fails says so, whatever it prints about sockets and rights.
  const own = line === undefined || /no space left on device/i.test(output);
  return (
    (own ? builderFailure(builder, output) : undefined) ??
    new SignalError({
      code: 'IMAGE_FAILED',
      message: `${builder} could not build the image.`,
      place: { file: dockerfile, line },
      hint: hintFor(output),
    })
  );
}
