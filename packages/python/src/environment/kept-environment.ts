import { dirname, join } from 'node:path';
import { runProcess } from '../process/run-process.js';
import { readInterpreter } from './interpreter.js';
import { findEnvironment } from './locate.js';
import { managerOf } from './managers.js';
import { keptByPoetry } from './poetry-environment.js';

/** The environment that a line of output names: its folder, or its Python. */
function environmentNamed(line: string): string | undefined {
  return [line, dirname(dirname(line))].find((folder) => readInterpreter(folder) !== undefined);
}

/** The folder of an environment that its manager keeps where nobody else would look. */
async function askManager(base: string): Promise<string | undefined> {
  const { find, name } = managerOf(base);
  if (find === undefined) return undefined;
  const kept = name === 'Poetry' ? keptByPoetry(base) : undefined;
  if (kept !== undefined) return kept;
  const [command, ...args] = find;
  const { exitCode, output } = await runProcess({ command, args, cwd: base, timeout: 30_000 });
  return exitCode === 0 ? environmentNamed(output.trim().split('\n').at(-1) ?? '') : undefined;
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
