import { join } from 'node:path';
import { runProcess } from '../process/run-process.js';
import { lockStale, syncFailure, uvMissing } from './uv-errors.js';
import { syncVariables } from './uv-variables.js';

const syncTimeout = 30 * 60_000;

/** Fails when the lock no longer fits; says nothing when uv cannot tell, as without a network. */
async function checkLock(cwd: string, environment: string): Promise<void> {
  const check = await runProcess({
    command: 'uv',
    args: ['lock', '--check'],
    cwd,
    timeout: 60_000,
  });
  if (check.startError) throw uvMissing();
  if (/needs to be updated/.test(check.output)) throw lockStale(environment);
}

/** What `uv sync` is asked for. */
export interface SyncRequest {
  workspaceRoot: string;
  /** Folder of the lock, relative to the workspace root. */
  environment: string;
  args: readonly string[];
  /** Whether there is no environment yet. */
  isNew: boolean;
}

/** Runs `uv sync` on a lock that fits its manifests; throws a SignalError when it cannot. */
export async function syncEnvironment(request: SyncRequest): Promise<void> {
  const cwd = join(request.workspaceRoot, request.environment);
  await checkLock(cwd, request.environment);
  const result = await runProcess({
    command: 'uv',
    args: [...request.args],
    cwd,
    env: syncVariables(request.isNew),
    timeout: syncTimeout,
  });
  if (result.startError) throw uvMissing();
  if (result.exitCode !== 0) throw syncFailure(request.environment, result.output);
}
