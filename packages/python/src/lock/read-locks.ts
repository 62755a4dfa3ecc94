import type { SignalError } from '../errors.js';
import { directoryOf, joinPath } from '../paths.js';
import { KnownLocks } from './known-locks.js';
import type { LockIndex } from './lock-index.js';

/** The lock behind each environment, or the error that reading it gave. */
export type LocksByEnvironment = Map<string, LockIndex | SignalError>;

/** Names of lock files; where a folder has several, the first of these counts. */
export const lockNames = ['uv.lock', 'poetry.lock', 'pdm.lock', 'pylock.toml'];

/** Reads every lock. A broken one costs the projects that use it, and no others. */
export function readLocks(
  texts: ReadonlyMap<string, string | SignalError>,
  known = new KnownLocks(),
): LocksByEnvironment {
  const locks: LocksByEnvironment = new Map();
  for (const name of lockNames) {
    for (const [file, text] of texts) {
      const directory = directoryOf(file);
      if (joinPath(directory, name) !== file || locks.has(directory)) continue;
      locks.set(directory, typeof text === 'string' ? known.read(file, text) : text);
    }
  }
  return locks;
}

/** Tells where an environment's nodes come from: nothing for the root, else its folder. */
export function scopeOf(environment: string): string {
  return environment === '.' ? '' : environment;
}
