import { closeSync, fstatSync, openSync, rmSync, statSync } from 'node:fs';
import { CacheServerError } from '../errors.js';
import { hasCode } from '../files.js';
import { sleepNow } from '../sleep-now.js';

/** How long one change may take until its process counts as dead, in milliseconds. A change takes some 20. */
const patience = 10_000;
/** How long to wait before looking again, in milliseconds. */
const pause = 5;

/** The right to change a file, for one process at a time. */
export interface ChangeLock {
  /** Whether nobody has taken it away: a process that slept for long counts as dead. */
  isHeld(): boolean;
  release(): void;
}

/** Tells one lock from every other that had its place. */
function identityOf({ ino, mtimeNs }: { ino: bigint; mtimeNs: bigint }): string {
  return `${ino}-${mtimeNs}`;
}

/** Which lock is there; undefined when there is none. */
function identityAt(lock: string): string | undefined {
  const found = statSync(lock, { bigint: true, throwIfNoEntry: false });
  return found && identityOf(found);
}

/** Makes a file, and says which one; undefined when there is one. */
function make(file: string): string | undefined {
  try {
    const descriptor = openSync(file, 'wx', 0o600);
    try {
      return identityOf(fstatSync(descriptor, { bigint: true }));
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return undefined;
    throw error;
  }
}

function removeIf(lock: string, identity: string): void {
  if (identityAt(lock) === identity) rmSync(lock, { force: true });
}

/** Takes away the lock of a dead process. Of several that wait for it one does that: else the next lock could go. */
function takeAway(lock: string, identity: string): void {
  const claim = `${lock}.${identity}`;
  if (make(claim) === undefined) return;
  try {
    removeIf(lock, identity);
  } finally {
    rmSync(claim, { force: true });
  }
}

function leftBehind(lock: string): CacheServerError {
  return new CacheServerError({
    code: 'STORAGE_UNUSABLE',
    message: 'The tokens cannot be changed: commands that died have left their locks.',
    place: lock,
    hint: 'when no command is changing tokens, remove it and the files whose names begin like it.',
  });
}

/**
 * Waits until this process alone may change a file. The lock is a file beside it; one that stands there
 * unchanged for long is of a dead process. How long is watched here: no clock of another machine counts.
 *
 * @param file - its folder has to be there
 * @param wait - milliseconds after which a lock is of a dead process
 * @throws CacheServerError STORAGE_UNUSABLE when a lock stays; what the system says when no file can be made there
 */
export function lockForChange(file: string, wait = patience): ChangeLock {
  const lock = `${file}.lock`;
  let seen: string | undefined;
  let since = performance.now();
  for (;;) {
    const own = make(lock);
    if (own !== undefined)
      return { isHeld: () => identityAt(lock) === own, release: () => removeIf(lock, own) };
    const other = identityAt(lock);
    if (other !== seen) since = performance.now();
    seen = other;
    const waited = performance.now() - since;
    if (waited > 3 * wait) throw leftBehind(lock);
    if (seen !== undefined && waited > wait) takeAway(lock, seen);
    sleepNow(pause);
  }
}
