import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the engine of a checkout listens, or why it cannot. */
export type Place = { socket: string } | { refused: string };

/** What the system takes for the path of a socket. */
const longest = 100;

/** A folder that only this user can open; undefined if it is somebody else's, or open to others. */
function ownFolder(folder: string, user: number): string | undefined {
  try {
    mkdirSync(folder, { mode: 0o700, recursive: true });
    const stats = lstatSync(folder);
    const isOwn = stats.isDirectory() && stats.uid === user && (stats.mode & 0o077) === 0;
    return isOwn ? folder : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The socket of a checkout's engine. Whoever can write to its folder could answer in the engine's place, so one that
 * is not this user's alone is not used.
 *
 * @param variables - `XDG_RUNTIME_DIR` names the folder where there is one
 */
export function placeOf(
  workspaceRoot: string,
  variables: NodeJS.ProcessEnv = process.env,
  user: number | undefined = process.getuid?.(),
): Place {
  if (user === undefined) return { refused: 'this system has no Unix sockets' };
  const above = variables['XDG_RUNTIME_DIR'] || tmpdir();
  const folder = ownFolder(join(above, `nx-signal-${user}`), user);
  if (folder === undefined)
    return { refused: `${join(above, `nx-signal-${user}`)} is not this user's alone` };
  const name = createHash('sha256').update(realpathSync(workspaceRoot)).digest('hex').slice(0, 16);
  const socket = join(folder, `${name}.sock`);
  return socket.length > longest ? { refused: `${socket} is too long a path` } : { socket };
}

/** Whether this run may use or start an engine at all. */
export function mayUseEngine(variables: NodeJS.ProcessEnv = process.env): boolean {
  if (variables['NX_SIGNAL_ENGINE'] !== undefined) return variables['NX_SIGNAL_ENGINE'] !== 'false';
  // A job of a pipeline asks once.
  return !variables['CI'] || variables['CI'] === 'false';
}
