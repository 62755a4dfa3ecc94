import type { IdentifiedEntry, LruIndex } from './lru-index.js';

/** How much may be kept, and for how long. */
export interface EvictionLimits {
  /** Most bytes of all objects together. */
  maxBytes: number;
  /** Seconds after its last use for which an object is kept. */
  maxAge: number;
}

/** An object that has to go. */
export interface Victim extends IdentifiedEntry {
  cause: 'bytes' | 'age';
}

/**
 * Takes out of the index what is beyond the limits, the longest unused first.
 *
 * @param now - seconds since 1970
 * @param most - how many at one time; the rest is left for the next call
 */
export function takeVictims(
  index: LruIndex,
  limits: EvictionLimits,
  now: number,
  most = 1000,
): Victim[] {
  const victims: Victim[] = [];
  while (victims.length < most) {
    const oldest = index.peekOldest();
    if (!oldest) break;
    const isOld = oldest.usedAt + limits.maxAge < now;
    if (!isOld && index.totalBytes <= limits.maxBytes) break;
    index.remove(oldest.id);
    victims.push({ ...oldest, cause: isOld ? 'age' : 'bytes' });
  }
  return victims;
}
