import { hash } from 'node:crypto';
import { SignalError } from '../errors.js';
import { directoryOf, joinPath } from '../paths.js';
import { indexLock, type LockIndex } from './lock-index.js';
import { readLock } from './read-lock.js';

/** The lock behind each environment, or the error that reading it gave. */
export type LocksByEnvironment = Map<string, LockIndex | SignalError>;

/** Names of lock files; where a folder has several, the first of these counts. */
export const lockNames = ['uv.lock', 'poetry.lock', 'pdm.lock', 'pylock.toml'];

/** Hash of a lock's text, as it is known when a task runs. */
export function digestText(text: string): string {
  return hash('sha256', text);
}

interface KnownLock {
  text: string;
  lock: LockIndex | SignalError;
}

/** Locks by file: reading a large one takes longer than all else, and few graphs have a new one. */
const known = new Map<string, KnownLock>();

function readOne(file: string, text: string): LockIndex | SignalError {
  const before = known.get(file);
  if (before?.text === text) return before.lock;
  let lock: LockIndex | SignalError;
  try {
    lock = indexLock(readLock(file, text), digestText(text));
  } catch (error) {
    if (!(error instanceof SignalError)) throw error;
    lock = error;
  }
  known.set(file, { text, lock });
  return lock;
}

/** Reads every lock. A broken one costs the projects that use it, and no others. */
export function readLocks(texts: ReadonlyMap<string, string | SignalError>): LocksByEnvironment {
  const locks: LocksByEnvironment = new Map();
  for (const name of lockNames) {
    for (const [file, text] of texts) {
      const directory = directoryOf(file);
      if (joinPath(directory, name) !== file || locks.has(directory)) continue;
      locks.set(directory, typeof text === 'string' ? readOne(file, text) : text);
    }
  }
  return locks;
}

/** Tells where an environment's nodes come from: nothing for the root, else its folder. */
export function scopeOf(environment: string): string {
  return environment === '.' ? '' : environment;
}
