import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readInterpreter } from './interpreter.js';
import { locateEnvironment } from './kept-environment.js';
import { environmentPath } from './locate.js';

/** Asks uv which interpreter it would choose in a folder that has no environment yet. */
async function chosenByUv(folder: string): Promise<string> {
  const { runProcess } = await import('../process/run-process.js');
  const result = await runProcess({
    command: 'uv',
    args: ['python', 'find', '--show-version'],
    cwd: folder,
    timeout: 10_000,
  });
  return result.exitCode === 0 ? result.output.trim() : 'none';
}

/**
 * The interpreter that an environment has, or would get, such as `3.12.4` or `PyPy-3.10.14`; `none`
 * when there is none. The command that targets name as an input prints the same.
 *
 * @param environment - folder of the environment, relative to the workspace root
 */
export async function identifyInterpreter(
  workspaceRoot: string,
  environment: string,
): Promise<string> {
  const base = join(workspaceRoot, environment);
  const folder = existsSync(join(base, 'uv.lock'))
    ? environmentPath(workspaceRoot, environment)
    : await locateEnvironment(workspaceRoot, environment);
  return (folder && readInterpreter(folder)) ?? (await chosenByUv(base));
}
