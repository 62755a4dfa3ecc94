import type { Stats } from 'node:fs';

/**
 * For how long what was seen of a file counts without another look, in milliseconds. When a hundred jobs
 * want the same object at once, one look is enough for all.
 */
const trustedFor = 1000;

/**
 * How old the last change of a file must be, in milliseconds, for its time to tell it from the next one:
 * systems note times in steps of some milliseconds.
 */
const settledAfter = 100;

/** What tells a file from what it was before: any change to it changes one of these. */
export interface FileIdentity {
  inode: number;
  size: number;
  /** `ctimeMs`, which no program can set; 0 in a file of many objects, where it says nothing of one. */
  changed: number;
}

/** The identity of a file as it is now. */
export function identityOf({ ino, size, ctimeMs }: Stats): FileIdentity {
  return { inode: ino, size, changed: ctimeMs };
}

/** Whether a file is still the one that was seen. */
export function isSameFile(seen: FileIdentity, now: FileIdentity): boolean {
  return seen.inode === now.inode && seen.size === now.size && seen.changed === now.changed;
}

/** When a look at a file was taken, in milliseconds of `performance.now`; never, if it may yet change unseen. */
export function lookedAt(file: FileIdentity): number {
  const isSettled = Date.now() - file.changed > settledAfter;
  return isSettled ? performance.now() : Number.NEGATIVE_INFINITY;
}

/** Whether a look at that time still counts. */
export function isRecent(time: number): boolean {
  return performance.now() - time < trustedFor;
}
