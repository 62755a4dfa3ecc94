import { join } from 'node:path';
import { uvMissing } from '../environment/uv-errors.js';
import { SignalError } from '../errors.js';
import { runCommand } from '../process/run-command.js';

const timeout = 10 * 60_000;

/**
 * Brings the lock of an environment up to date, or makes it.
 *
 * @param environment - folder of the lock, relative to the workspace root
 * @throws SignalError UV_MISSING or LOCK_STALE, with uv's own words
 */
export async function lockEnvironment(workspaceRoot: string, environment: string): Promise<void> {
  const cwd = join(workspaceRoot, environment);
  const file = join(environment, 'uv.lock');
  const result = await runCommand({ command: 'uv', args: ['lock'], cwd, timeout });
  if (result.startError) throw uvMissing();
  if (result.exitCode === 0) return;
  throw new SignalError({
    code: 'LOCK_STALE',
    message: `uv could not update ${file}.\n${result.output.trimEnd()}`,
    place: { file },
    hint: 'fix the problem uv reports, then run `uv lock`.',
  });
}
