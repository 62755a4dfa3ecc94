import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentPath, executableIn } from '../environment/locate.js';
import { ensureTool, lockedTool, recipeOf } from '../environment/tool-environment.js';
import { SignalError } from '../errors.js';

/** coverage.py as a lock has it, in an environment for it alone: on a machine that has replayed everything. */
async function fromLock(root: string, environment: string): Promise<string | undefined> {
  const folder = join(root, environment);
  const lock = join(folder, 'uv.lock');
  if (!existsSync(lock)) return undefined;
  const tool = lockedTool('coverage', readFileSync(lock, 'utf8'), folder);
  return tool && (await ensureTool(root, recipeOf(tool)));
}

/**
 * The Python that has coverage.py.
 *
 * @param environments - folders of the locks of the tasks that measure
 * @throws SignalError TOOL_MISSING
 */
export async function pythonWithCoverage(
  root: string,
  environments: readonly string[],
): Promise<string> {
  const made = environments
    .map((environment) => environmentPath(root, environment))
    .find((folder) => existsSync(executableIn(folder, 'coverage')));
  if (made !== undefined) return executableIn(made, 'python');
  for (const environment of environments) {
    const folder = await fromLock(root, environment);
    if (folder !== undefined) return executableIn(folder, 'python');
  }
  throw new SignalError({
    code: 'TOOL_MISSING',
    message:
      'coverage.py is not installed in any environment of the projects that measure coverage.',
    hint: 'create one, for example with `uv sync`, or run the tests here once.',
  });
}
