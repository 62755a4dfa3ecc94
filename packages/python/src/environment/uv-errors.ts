import { type ErrorCode, SignalError } from '../errors.js';

interface KnownFailure {
  pattern: RegExp;
  code: ErrorCode;
  message: string;
  hint: (folder: string) => string;
}

const inFolder = (folder: string) => (folder === '.' ? '' : ` --directory ${folder}`);

const knownFailures: KnownFailure[] = [
  {
    pattern: /Malware detected/i,
    code: 'ENVIRONMENT_FAILED',
    message: 'its check found malware among the locked packages, so it installed nothing',
    hint: () => 'take the packages that it names out of the lock.',
  },
  {
    // Before what a network says: this one is not an index.
    pattern: /Malware check failed/i,
    code: 'ENVIRONMENT_FAILED',
    message: 'the service that its malware check asks gave no answer, so it installed nothing',
    hint: () =>
      'see that the service can be reached; `UV_MALWARE_CHECK` and `malware-check` in [tool.uv.audit] switch the check on.',
  },
  {
    pattern:
      /No interpreter found|incompatible with the project's Python requirement|Python requirement/i,
    code: 'PYTHON_UNSUITABLE',
    message: 'no Python on this machine satisfies requires-python',
    hint: () => 'install one with `uv python install`, or change requires-python.',
  },
  {
    pattern: /No space left on device/i,
    code: 'ENVIRONMENT_FAILED',
    message: 'the disk is full',
    hint: () => 'free some space; `uv cache prune` may help.',
  },
  {
    pattern:
      /dns error|error sending request|Could not connect|Network unreachable|tcp connect error/i,
    code: 'ENVIRONMENT_FAILED',
    message: 'a package index could not be reached',
    hint: () => 'check the network; with a filled uv cache `UV_OFFLINE=1` works without one.',
  },
  {
    pattern: /Failed to parse.*uv\.lock|uv\.lock.*(parse|schema version)/is,
    code: 'LOCK_BROKEN',
    message: 'uv.lock cannot be read',
    hint: (folder) => `make it anew with \`uv lock${inFolder(folder)}\`.`,
  },
];

/** The error for a failed `uv sync`: its own words, and what mends it where that is known. */
export function syncFailure(environment: string, output: string): SignalError {
  const known = knownFailures.find(({ pattern }) => pattern.test(output));
  const where = environment === '.' ? 'the workspace root' : environment;
  return new SignalError({
    code: known?.code ?? 'ENVIRONMENT_FAILED',
    message: `uv could not make the environment of ${where}${known ? `: ${known.message}` : ''}.\n${output.trimEnd()}`,
    hint:
      known?.hint(environment) ??
      `run \`uv sync --frozen --all-packages${inFolder(environment)}\` to see it by itself.`,
  });
}

/** The error for a program that is not on PATH. */
export function uvMissing(): SignalError {
  return new SignalError({
    code: 'UV_MISSING',
    message: 'uv was not found on PATH, and the environment has to be made.',
    hint: 'install uv, for example with `pip install uv` or `pipx install uv`.',
  });
}

/** The error for a lock that no longer fits the manifests. */
export function lockStale(environment: string): SignalError {
  return new SignalError({
    code: 'LOCK_STALE',
    message: 'uv.lock does not fit the pyproject.toml files any more.',
    place: { file: environment === '.' ? 'uv.lock' : `${environment}/uv.lock` },
    hint: `run \`uv lock${inFolder(environment)}\` and commit the result. No target ever writes the lock.`,
  });
}

/** The error for an environment that has neither a lock nor a virtual environment. */
export function lockMissing(environment: string): SignalError {
  return new SignalError({
    code: 'LOCK_MISSING',
    message: 'There is no uv.lock, so the environment cannot be made.',
    place: { file: environment === '.' ? 'uv.lock' : `${environment}/uv.lock` },
    hint: `run \`uv lock${inFolder(environment)}\` and commit the result.`,
  });
}
