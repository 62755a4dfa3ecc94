import { fileURLToPath } from 'node:url';
import { SignalError } from '../errors.js';
import { runProcess } from '../process/run-process.js';

/**
 * Runs one of the plugin's Python programs.
 *
 * @param name - of its file in the folder `python` of the package
 * @returns what it printed
 * @throws SignalError BUILD_FAILED with what it says
 */
export async function runScript(
  python: string,
  name: string,
  args: readonly string[],
  cwd: string,
): Promise<string> {
  const script = fileURLToPath(new URL(`../../python/${name}`, import.meta.url));
  const { exitCode, output, startError } = await runProcess({
    command: python,
    args: ['-I', script, ...args],
    cwd,
    timeout: 10 * 60_000,
  });
  if (exitCode === 0) return output;
  const words = (startError ?? output).trim().split('\n');
  throw new SignalError({
    code: 'BUILD_FAILED',
    message: words.at(-1) || `${name} ended without any output.`,
    hint: 'the result is not a valid wheel or sdist: check which files the backend packs.',
  });
}
