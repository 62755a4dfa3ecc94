import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { mayUseEngine, placeOf } from './place.js';

const program = fileURLToPath(new URL('../bundle/engine.js', import.meta.url));

/** Whether an engine has begun to listen since a time. */
function hasBegun(socket: string, since: number): boolean {
  return (statSync(socket, { throwIfNoEntry: false })?.mtimeMs ?? 0) > since;
}

/**
 * Starts an engine that outlives this process, with the variables that it was started with.
 *
 * @param since - milliseconds since the epoch, when there was none that could be used: one that came since can
 */
export function startEngine(
  workspaceRoot: string,
  variables: NodeJS.ProcessEnv,
  since: number,
): void {
  if (!mayUseEngine(variables)) return;
  const place = placeOf(workspaceRoot);
  if ('refused' in place || hasBegun(place.socket, since)) return;
  const child = spawn(process.execPath, [program, workspaceRoot], {
    cwd: workspaceRoot,
    env: variables,
    detached: true,
    stdio: 'ignore',
  });
  child.on('error', () => {});
  child.unref();
}
