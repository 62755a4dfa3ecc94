import { uvMissing } from '../environment/uv-errors.js';
import { SignalError } from '../errors.js';
import { runProcess } from '../process/run-process.js';

/** One call of `uv build`. */
export interface UvBuild {
  cwd: string;
  /** Folder for the result. */
  out: string;
  python: string;
  /** File with versions that requirements of the build are held to. */
  constraints: string | undefined;
  args: readonly string[];
  env: Record<string, string | undefined>;
  /** Seconds until it is stopped. */
  timeout: number;
  format: 'sdist' | 'wheel';
  /** Folder of the project in the workspace, for errors. */
  project: string;
  /** A path in what uv says, and the one that people know in its place. */
  hidden: { path: string; shown: string };
}

const unreachable =
  /dns error|error sending request|Could not connect|tcp connect error|No solution found/i;

const missingProgram =
  /(?:command|program) ['"]?(\S+?)['"]? (?:not found|failed: No such file)|No such file or directory: '([^'/]+)'|error: (?:command|linker) [`'"](\S+?)['"`] (?:failed|not found)|Unknown compiler\(s\)|No CMAKE_C(?:XX)?_COMPILER could be found/i;

/** A file that is there in the workspace, and not for the build. */
const missingFile =
  /No such file or directory|does not exist|FileNotFoundError|not found: .*\.(?:toml|md|rst|txt)/;

function hintFor(output: string): string {
  if (/setuptools.scm|LookupError.*version|hatch.vcs|unable to detect version/i.test(output))
    return 'the version comes from git: fetch tags and history, such as with `fetch-depth: 0` in CI.';
  if (unreachable.test(output))
    return 'make sure that the index with the requirements of the build can be reached; build-constraint-dependencies in [tool.uv] pin them.';
  if (missingProgram.test(output))
    return 'install the compiler or program that it asks for, or see that it is on PATH.';
  if (missingFile.test(output))
    return 'the build sees only files that its hash knows of: name others in `inputs` of this target, in [tool.nx-signal.targets.build].';
  return 'fix what the backend reports.';
}

/**
 * Lets uv build one sdist or wheel.
 *
 * @throws SignalError UV_MISSING, TIMEOUT or BUILD_FAILED with all that was said
 */
export async function runUvBuild(build: UvBuild): Promise<void> {
  const { cwd, out, python, constraints, format, project } = build;
  const { exitCode, output, startError, timedOut } = await runProcess({
    command: 'uv',
    args: [
      'build',
      `--${format}`,
      ...['--out-dir', out, '--python', python, '--no-progress'],
      ...(constraints === undefined ? [] : ['--build-constraints', constraints]),
      ...build.args,
    ],
    cwd,
    env: build.env,
    timeout: build.timeout * 1000,
  });
  if (startError) throw uvMissing();
  if (timedOut)
    throw new SignalError({
      code: 'TIMEOUT',
      message: `uv build was stopped after ${build.timeout} seconds.`,
      hint: 'find out what hangs, or set a longer `timeout` for this target in [tool.nx-signal].',
    });
  if (exitCode === 0) return;
  const said = output.trim().replaceAll(build.hidden.path, build.hidden.shown);
  throw new SignalError({
    code: 'BUILD_FAILED',
    message: `The ${format} of ${project} could not be built.\n${said}`,
    place: { file: project === '.' ? 'pyproject.toml' : `${project}/pyproject.toml` },
    hint: hintFor(said),
  });
}
