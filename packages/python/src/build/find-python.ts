import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { environmentPath, executableIn } from '../environment/locate.js';
import { uvMissing } from '../environment/uv-errors.js';
import { SignalError } from '../errors.js';
import { runProcess } from '../process/run-process.js';

/**
 * The Python that a project is built with: that of its environment if there is one, else the one that uv finds for
 * the folder of the lock. The hash goes by the same.
 *
 * @throws SignalError UV_MISSING or PYTHON_UNSUITABLE
 */
export async function findPython(workspaceRoot: string, environment: string): Promise<string> {
  const installed = executableIn(environmentPath(workspaceRoot, environment), 'python');
  if (existsSync(installed)) return installed;
  const { exitCode, output, startError } = await runProcess({
    command: 'uv',
    args: ['python', 'find', '--no-progress'],
    cwd: join(workspaceRoot, environment),
    timeout: 60_000,
  });
  if (startError) throw uvMissing();
  const path = output.trim().split('\n').at(-1) ?? '';
  if (exitCode === 0 && existsSync(path)) return path;
  throw new SignalError({
    code: 'PYTHON_UNSUITABLE',
    message: `uv finds no Python to build with: ${output.trim()}`,
    hint: 'install one with `uv python install`, or change requires-python.',
  });
}
