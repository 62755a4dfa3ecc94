import { join } from 'node:path';
import { dataFolder } from '../data-folder.js';
import { runProcess } from '../process/run-process.js';
import { checkLock } from './check-lock.js';
import { syncFailure, uvMissing } from './uv-errors.js';
import { syncVariables } from './uv-variables.js';

const syncTimeout = 30 * 60_000;

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
  await checkLock(cwd, request.environment, join(dataFolder(request.workspaceRoot), 'nobody'));
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
