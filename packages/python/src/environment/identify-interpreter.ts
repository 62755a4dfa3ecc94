import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder, pythonEnvironment } from '../data-folder.js';
import { readInterpreter } from './interpreter.js';
import { locateEnvironment } from './kept-environment.js';
import { environmentPath } from './locate.js';

/** Nothing that uv finds. */
export const noInterpreter = 'none';

/** Asks uv which interpreter it would choose in a folder that has no environment yet. */
async function chosenByUv(folder: string, wanted: readonly string[] = []): Promise<string> {
  const { runProcess } = await import('../process/run-process.js');
  const result = await runProcess({
    command: 'uv',
    args: ['python', 'find', '--show-version', ...wanted],
    cwd: folder,
    timeout: 10_000,
  });
  return result.exitCode === 0 ? result.output.trim() : noInterpreter;
}

/** The folder of the environment that tests share which are to run on a version of Python. */
export function pythonFolder(workspaceRoot: string, environment: string, python: string): string {
  return join(dataFolder(workspaceRoot), pythonEnvironment(environment, python));
}

/**
 * The interpreter that an environment has, or would get, such as `3.12.4` or `PyPy-3.10.14`; `none`
 * when there is none. The command that targets name as an input prints the same.
 *
 * @param environment - folder of the environment, relative to the workspace root
 * @param python - the version that it is to be of, where options name one
 */
export async function identifyInterpreter(
  workspaceRoot: string,
  environment: string,
  python?: string,
): Promise<string> {
  const base = join(workspaceRoot, environment);
  if (python !== undefined) {
    const own = readInterpreter(pythonFolder(workspaceRoot, environment, python));
    // An environment that is active, or lies in the folder, is none that another can be made with.
    return own ?? (await chosenByUv(base, ['--system', python]));
  }
  const folder = existsSync(join(base, 'uv.lock'))
    ? environmentPath(workspaceRoot, environment)
    : await locateEnvironment(workspaceRoot, environment);
  return (folder && readInterpreter(folder)) ?? (await chosenByUv(base));
}
