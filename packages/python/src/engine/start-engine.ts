import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { mayUseEngine, placeOf } from './place.js';

const program = fileURLToPath(new URL('../bundle/engine.js', import.meta.url));

/** Starts an engine that outlives this process, with the variables that it was started with. */
export function startEngine(workspaceRoot: string, variables: NodeJS.ProcessEnv): void {
  if (!mayUseEngine(variables) || 'refused' in placeOf(workspaceRoot)) return;
  const child = spawn(process.execPath, [program, workspaceRoot], {
    cwd: workspaceRoot,
    env: variables,
    detached: true,
    stdio: 'ignore',
  });
  child.on('error', () => {});
  child.unref();
}
