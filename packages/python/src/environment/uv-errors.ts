import { stripVTControlCharacters } from 'node:util';
import { type ErrorCode, SignalError } from '../errors.js';
import { normalizeName } from '../normalize-name.js';

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
    message: 'its check found malware in the locked packages, so it installed nothing',
    hint: () => 'remove the named packages from the lock.',
  },
  {
    // Before what a network says: this one is not an index.
    pattern: /Malware check failed/i,
    code: 'ENVIRONMENT_FAILED',
    message: 'the service behind its malware check did not answer, so it installed nothing',
    hint: () =>
      'make sure that the service can be reached; `UV_MALWARE_CHECK` and `malware-check` in [tool.uv.audit] switch the check on.',
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
    hint: () => 'check the network; with a filled uv cache, `UV_OFFLINE=1` works offline.',
  },
  {
    pattern: /Failed to parse.*uv\.lock|uv\.lock.*(parse|schema version)/is,
    code: 'LOCK_BROKEN',
    message: 'uv.lock cannot be read',
    hint: (folder) => `create it again with \`uv lock${inFolder(folder)}\`.`,
  },
];

/** What uv says while it works, as opposed to why it stopped. */
const progress =
  /^\s*(?:Using|Creating|Resolved|Building|Built|Updating|Updated|Downloading|Downloaded|Prepared|Uninstalled|Installed|Audited|Bytecode|Cloning)\b|^\s*$/;
const longest = 12;

/** What matters of what uv has said: the error, without what went well before it. */
export function cutOutput(output: string): string {
  const lines = output.split(/\r?\n/).filter((line) => !progress.test(line));
  const start = lines.findIndex((line) => /^error\b/i.test(line) || /^\s*×/.test(line));
  const kept = lines.slice(Math.max(0, start));
  const rest = kept.length - longest;
  if (rest <= 0) return kept.join('\n');
  // What failed is said first, and why last: in between is how a build came there.
  const half = longest / 2;
  return [...kept.slice(0, half), `(${rest} more lines)`, ...kept.slice(-half)].join('\n');
}

/** The package that uv could not fetch or build, if it says so. */
export function failedPackage(output: string): string | undefined {
  const failed =
    /Failed to (?:download|build|prepare|fetch|read|extract|install)[^`\n]*`([A-Za-z0-9][\w.-]*)(?:==|\s*@|`|\[)/i;
  const name = failed.exec(output)?.[1];
  return name === undefined ? undefined : normalizeName(name);
}

/** The Python that a file asks for. */
export interface PythonPin {
  /** Relative to the workspace root. */
  file: string;
  /** As it is written there. */
  version: string;
}

/** What is wrong where a file asks for a Python that cannot be had; uv does not always name the file. */
function pinnedPython(
  output: string,
  { file, version }: PythonPin,
): Omit<KnownFailure, 'pattern'> | undefined {
  const isUnfit = /Python request from `\.python-version`[^\n]*incompatible/.test(output);
  const isMissing =
    output.includes(`No interpreter found for Python ${version} `) ||
    /\bset by [^\n]*\.python-version\)/.test(output);
  if (!isUnfit && !isMissing) return undefined;
  const wrong = isUnfit ? 'does not satisfy requires-python' : 'is not on this machine';
  return {
    code: 'PYTHON_UNSUITABLE',
    message: `${file} asks for Python ${version}, which ${wrong}`,
    hint: () =>
      isUnfit
        ? `change ${file}, for example with \`uv python pin\`, or requires-python.`
        : `install it with \`uv python install ${version}\`, or change ${file}.`,
  };
}

/** The error for a failed `uv sync`: its own words, and what mends it where that is known. */
export class SyncFailure extends SignalError {
  /** The package that could not be had, if it is known. */
  readonly failed: string | undefined;

  constructor(
    environment: string,
    printed: string,
    args: readonly string[] = [],
    pin: PythonPin | undefined = undefined,
  ) {
    // FORCE_COLOR, which Nx sets for its tasks, is uv's as well.
    const output = stripVTControlCharacters(printed);
    const pinned = pin && pinnedPython(output, pin);
    const known = pinned ?? knownFailures.find(({ pattern }) => pattern.test(output));
    const where = environment === '.' ? 'the workspace root' : environment;
    super({
      code: known?.code ?? 'ENVIRONMENT_FAILED',
      message: `uv could not create the environment of ${where}${known ? `: ${known.message}` : ''}.\n${cutOutput(output)}`,
      ...(pinned && pin ? { place: { file: pin.file, line: 1 } } : {}),
      hint:
        known?.hint(environment) ??
        `run \`uv ${args.join(' ')}${inFolder(environment)}\` to see it alone.`,
    });
    this.failed = failedPackage(output);
  }

  /** Whether others may be installed all the same. */
  get isAboutPackages(): boolean {
    return this.code === 'ENVIRONMENT_FAILED' && !/the disk is full/.test(this.message);
  }
}

/** The error for a program that is not on PATH. */
export function uvMissing(): SignalError {
  return new SignalError({
    code: 'UV_MISSING',
    message: 'uv is not on PATH, and it is needed to create the environment.',
    hint: 'install uv, for example with `pip install uv` or `pipx install uv`.',
  });
}

/** The error for a lock that no longer fits the manifests. */
export function lockStale(environment: string): SignalError {
  return new SignalError({
    code: 'LOCK_STALE',
    message: 'uv.lock does not match the pyproject.toml files.',
    place: { file: environment === '.' ? 'uv.lock' : `${environment}/uv.lock` },
    hint: `run \`uv lock${inFolder(environment)}\` and commit the result. No target ever writes the lock.`,
  });
}
