import type { IdentifiedEntry, LruIndex } from './lru-index.js';

/** How much may be kept, and for how long. */
export interface EvictionLimits {
  /** Most bytes of all objects together. */
  maxBytes: number;
  /** Seconds after its last use for which an object is kept. */
  maxAge: number;
}

/** Objects that trusted runs stored, and those of own scopes. */
export interface IndexedObjects {
  shared: LruIndex;
  own: LruIndex;
}

/** An object that has to go. */
export interface Victim extends IdentifiedEntry {
  cause: 'bytes' | 'age';
}

/** The part of the room that own scopes may take: a pull request must not push out what main has stored. */
const ownShare = 1 / 4;

/** The index whose oldest object has to go next, and why; undefined when none has to. */
function nextVictim(
  { shared, own }: IndexedObjects,
  { maxBytes, maxAge }: EvictionLimits,
  now: number,
): { from: LruIndex; cause: Victim['cause'] } | undefined {
  const [oldestOwn, oldestShared] = [own.peekOldest(), shared.peekOldest()];
  for (const [from, oldest] of [
    [own, oldestOwn],
    [shared, oldestShared],
  ] as const)
    if (oldest && oldest.usedAt + maxAge < now) return { from, cause: 'age' };
  if (own.totalBytes > maxBytes * ownShare) return { from: own, cause: 'bytes' };
  if (own.totalBytes + shared.totalBytes <= maxBytes) return undefined;
  const isOwnOlder = oldestOwn && oldestOwn.usedAt <= (oldestShared?.usedAt ?? Infinity);
  return { from: isOwnOlder ? own : shared, cause: 'bytes' };
}

/**
 * Takes out of the indexes what is beyond the limits: first what own scopes take beyond their share, then
 * the longest unused.
 *
 * @param now - seconds since 1970
 * @param most - how many at one time; the rest is left for the next call
 */
export function takeVictims(
  objects: IndexedObjects,
  limits: EvictionLimits,
  now: number,
  most = 1000,
): Victim[] {
  const victims: Victim[] = [];
  while (victims.length < most) {
    const next = nextVictim(objects, limits, now);
    const oldest = next?.from.peekOldest();
    if (!next || !oldest) break;
    next.from.remove(oldest.id);
    victims.push({ ...oldest, cause: next.cause });
  }
  return victims;
}
