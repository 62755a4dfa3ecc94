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
export const ownShare = 1 / 4;

/** The object that has to go next, and the index it is in; undefined when none has to. */
function nextVictim(
  { shared, own }: IndexedObjects,
  { maxBytes, maxAge }: EvictionLimits,
  now: number,
): { from: LruIndex; victim: Victim } | undefined {
  const oldestOwn = own.peekOldest();
  const oldestShared = shared.peekOldest();
  const ofOwn = (cause: Victim['cause']) =>
    oldestOwn && { from: own, victim: { ...oldestOwn, cause } };
  const ofShared = (cause: Victim['cause']) =>
    oldestShared && { from: shared, victim: { ...oldestShared, cause } };
  if (oldestOwn && oldestOwn.usedAt + maxAge < now) return ofOwn('age');
  if (oldestShared && oldestShared.usedAt + maxAge < now) return ofShared('age');
  if (own.totalBytes > maxBytes * ownShare) return ofOwn('bytes');
  if (own.totalBytes + shared.totalBytes <= maxBytes) return undefined;
  const isOwnOlder = oldestOwn && oldestOwn.usedAt <= (oldestShared?.usedAt ?? Infinity);
  return isOwnOlder ? ofOwn('bytes') : ofShared('bytes');
}

/**
 * Takes the longest unused out of one index.
 *
 * @param bytes - how much they have to take together, at least
 */
export function takeOldest(index: LruIndex, bytes: number): Victim[] {
  const victims: Victim[] = [];
  for (let taken = 0; taken < bytes; ) {
    const oldest = index.peekOldest();
    if (!oldest) break;
    index.remove(oldest.id);
    victims.push({ ...oldest, cause: 'bytes' });
    taken += oldest.size;
  }
  return victims;
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
    if (!next) break;
    next.from.remove(next.victim.id);
    victims.push(next.victim);
  }
  return victims;
}
