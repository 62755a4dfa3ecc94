import type { Severity } from '../options/names.js';

/** One end of a range of versions. */
export type RangeEvent = { introduced: string } | { fixed: string } | { lastAffected: string };

/** What an advisory says about one package, as a snapshot keeps it. */
export interface Advisory {
  id: string;
  /** Other ids of the same vulnerability. */
  aliases: string[];
  summary: string;
  /** Undefined when nobody has rated it. */
  severity?: Severity | undefined;
  /** Events of each range in the order of their versions. */
  ranges: RangeEvent[][];
  /** Affected versions that are listed one by one, but for those that a range holds. */
  versions: string[];
  /** What an index has done with the release, where this is no vulnerability. */
  release?: 'yanked' | 'quarantined' | 'removed' | undefined;
  /** Why it cannot be told which versions are affected: then all count as such. */
  malformed?: string | undefined;
}

/** A record that nobody can use, since it does not even say which package it is about. */
export interface UnreadableRecord {
  id: string;
  reason: string;
}
