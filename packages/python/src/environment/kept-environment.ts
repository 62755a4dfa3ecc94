import { join } from 'node:path';
import { runProcess } from '../process/run-process.js';
import { readInterpreter } from './interpreter.js';
import { findEnvironment } from './locate.js';
import { managerOf } from './managers.js';

/** The folder of an environment that its manager keeps where nobody else would look. */
async function askManager(base: string): Promise<string | undefined> {
  const { find } = managerOf(base);
  if (find === undefined) return undefined;
  const [command, ...args] = find;
  const { exitCode, output } = await runProcess({ command, args, cwd: base, timeout: 30_000 });
  const folder = output.trim().split('\n').at(-1) ?? '';
  return exitCode === 0 && readInterpreter(folder) !== undefined ? folder : undefined;
}

/** The environment of a folder without uv.lock, wherever it is; undefined when there is none. */
export async function locateEnvironment(
  workspaceRoot: string,
  environment: string,
): Promise<string | undefined> {
  return (
    findEnvironment(workspaceRoot, environment) ?? askManager(join(workspaceRoot, environment))
  );
}
