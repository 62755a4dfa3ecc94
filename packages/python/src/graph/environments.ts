import { SignalError } from '../errors.js';
import type { Lock } from '../lock/lock.js';
import { readLock } from '../lock/read-lock.js';
import { directoryOf } from '../project/paths.js';

/** The lock behind each environment, or the error that reading it gave. */
export type LocksByEnvironment = Map<string, Lock | SignalError>;

/** Reads every lock. A broken one costs the projects that use it, and no others. */
export function readLocks(texts: ReadonlyMap<string, string | SignalError>): LocksByEnvironment {
  const locks: LocksByEnvironment = new Map();
  for (const [file, text] of texts) {
    try {
      locks.set(directoryOf(file), typeof text === 'string' ? readLock(file, text) : text);
    } catch (error) {
      if (!(error instanceof SignalError)) throw error;
      locks.set(directoryOf(file), error);
    }
  }
  return locks;
}

/** Tells where an environment's nodes come from: nothing for the root, else its folder. */
export function scopeOf(environment: string): string {
  return environment === '.' ? '' : environment;
}

/** The environment variable that carries the identity of an environment's interpreter into hashes. */
export function interpreterVariable(environment: string): string {
  const suffix =
    environment === '.' ? '' : `_${environment.replace(/[^A-Za-z0-9]/g, '_').toUpperCase()}`;
  return `NX_SIGNAL_PYTHON${suffix}`;
}
