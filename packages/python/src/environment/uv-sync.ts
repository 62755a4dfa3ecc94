import { join } from 'node:path';
import { dataFolder } from '../data-folder.js';
import { joinPath, withAncestors } from '../paths.js';
import { runProcess } from '../process/run-process.js';
import { textIn } from '../project/text-in.js';
import { checkLock } from './check-lock.js';
import { type PythonPin, SyncFailure, uvMissing } from './uv-errors.js';
import { syncVariables } from './uv-variables.js';

const syncTimeout = 30 * 60_000;

/** What `uv sync` is asked for. */
export interface SyncRequest {
  workspaceRoot: string;
  /** Folder of the lock, relative to the workspace root. */
  environment: string;
  /** Path of the virtual environment. */
  folder: string;
  args: readonly string[];
  /** Whether there is no environment yet. */
  isNew: boolean;
  /** Variables for what uv builds. */
  variables?: Record<string, string>;
  /** Called with what uv says, as it says it. */
  onOutput?: ((text: string) => void) | undefined;
}

/** What the nearest `.python-version` asks for, in the folder of an environment or above it. */
function pythonPin(workspaceRoot: string, environment: string): PythonPin | undefined {
  for (const folder of withAncestors(environment)) {
    const text = textIn(join(workspaceRoot, folder), '.python-version') ?? '';
    const version = text
      .split('\n')
      .map((line) => line.replace(/#.*/, '').trim())
      .find((line) => line !== '');
    if (version !== undefined) return { file: joinPath(folder, '.python-version'), version };
  }
  return undefined;
}

/** Runs `uv sync` on a lock that fits its manifests; throws a SignalError when it cannot. */
export async function syncEnvironment(request: SyncRequest): Promise<void> {
  const { workspaceRoot, environment, folder, args, isNew, onOutput } = request;
  const cwd = join(workspaceRoot, environment);
  await checkLock(cwd, environment, join(dataFolder(workspaceRoot), 'nobody'));
  const result = await runProcess({
    command: 'uv',
    args: [...args],
    cwd,
    env: { ...request.variables, ...syncVariables(isNew), UV_PROJECT_ENVIRONMENT: folder },
    timeout: syncTimeout,
    ...(onOutput ? { onOutput } : {}),
  });
  if (result.startError) throw uvMissing();
  if (result.exitCode !== 0) {
    const pin = pythonPin(workspaceRoot, environment);
    throw new SyncFailure(environment, result.output, args, pin);
  }
}
