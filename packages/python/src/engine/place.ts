import { createHash } from 'node:crypto';
import {
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the engine of a checkout listens, or why it cannot. */
export type Place = { socket: string } | { refused: string };

/** What the system takes for the path of a socket. */
const longest = 100;

/** The folder of a user's sockets, and the name of a checkout's in it. */
function namesOf(workspaceRoot: string, variables: NodeJS.ProcessEnv, user: number) {
  const folder = join(variables['XDG_RUNTIME_DIR'] || tmpdir(), `nx-signal-${user}`);
  const name = createHash('sha256').update(realpathSync(workspaceRoot)).digest('hex').slice(0, 16);
  return { folder, socket: join(folder, `${name}.sock`) };
}

/** Whether only this user can open a folder. */
function isOwnFolder(folder: string, user: number): boolean {
  try {
    const stats = lstatSync(folder);
    return stats.isDirectory() && stats.uid === user && (stats.mode & 0o077) === 0;
  } catch {
    return false;
  }
}

function make(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700, recursive: true });
  } catch {
    // Whatever is there is looked at.
  }
}

const notOwn = (path: string): Place => ({ refused: `${path} is not this user's alone` });

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
  const { folder, socket } = namesOf(workspaceRoot, variables, user);
  make(folder);
  if (!isOwnFolder(folder, user)) return notOwn(folder);
  return socket.length > longest ? { refused: `${socket} is too long a path` } : { socket };
}

/**
 * The same for whoever starts none: undefined where no engine can be running, which is the usual case and takes one look
 * at the disk.
 */
export function findPlace(
  workspaceRoot: string,
  variables: NodeJS.ProcessEnv = process.env,
  user: number | undefined = process.getuid?.(),
): Place | undefined {
  if (user === undefined) return undefined;
  const { folder, socket } = namesOf(workspaceRoot, variables, user);
  const stats = lstatSync(socket, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  if (!isOwnFolder(folder, user)) return notOwn(folder);
  return stats.isSocket() && stats.uid === user ? { socket } : notOwn(socket);
}

/** The file in which the engine that listens at a socket counts its beats. */
export const pulseFile = (socket: string): string => `${socket}.pulse`;

/** Whether this run may use or start an engine at all. */
export function mayUseEngine(variables: NodeJS.ProcessEnv = process.env): boolean {
  if (variables['NX_SIGNAL_ENGINE'] !== undefined) return variables['NX_SIGNAL_ENGINE'] !== 'false';
  // A job of a pipeline asks once.
  return !variables['CI'] || variables['CI'] === 'false';
}

/** Milliseconds after which a start has failed, whoever has its process's number by now. */
const longestStart = 600_000;

/** Whether the process that wrote a claim is there, and may still be at it. */
function isStarting(claim: string): boolean {
  try {
    const pid = Number(readFileSync(claim, 'utf8'));
    const isRecent = Math.abs(Date.now() - statSync(claim).mtimeMs) < longestStart;
    return isRecent && pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}

/**
 * Lets one engine at a time load Nx for a socket: while it does nobody listens there, and whoever asks meanwhile would
 * have another one started.
 *
 * @returns what ends it; undefined where another process has begun
 */
export function claimStart(socket: string): (() => void) | undefined {
  const file = `${socket}.starting`;
  for (const isFirst of [true, false]) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx', mode: 0o600 });
      return () => rmSync(file, { force: true });
    } catch {
      if (!isFirst || isStarting(file)) return undefined;
      rmSync(file, { force: true });
    }
  }
  return undefined;
}
