import { join } from 'node:path';
import { readInterpreter } from './interpreter.js';
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
 * Sets, for each environment, the variable that target inputs name for its interpreter. Nx hands
 * what this process sets to the hasher. The machine decides it, so it is asked again on every run.
 *
 * @param variables - names of variables by the folder of the environment
 */
export async function announceInterpreters(
  workspaceRoot: string,
  variables: ReadonlyMap<string, string>,
): Promise<void> {
  await Promise.all(
    [...variables].map(async ([environment, variable]) => {
      process.env[variable] =
        readInterpreter(environmentPath(workspaceRoot, environment)) ??
        (await chosenByUv(join(workspaceRoot, environment)));
    }),
  );
}
