import { hash } from 'node:crypto';
import type { Advisory, UnreadableRecord } from './advisory.js';

/** Version of the form in which snapshots are kept. One of another version is as good as none. */
export const snapshotVersion = 1;

/** What is known about a snapshot but for its advisories. */
export interface SnapshotFacts {
  version: number;
  /**
   * `database` knows all packages there are, and is asked by their names. `service` knows those that it was asked
   * for, each as `name@version`.
   */
  kind: 'database' | 'service';
  /** Address or path that the advisories are from. */
  source: string;
  /** Seconds since 1970 as of which they say how things are. */
  asOf: number;
  /** What the source was then, where it is on this machine. */
  stamp?: string | undefined;
  /** Whether indexes were asked what they have taken back. */
  releases?: boolean | undefined;
  /** Number of advisories. */
  count: number;
  /** Records that might be about any package. */
  unreadable: UnreadableRecord[];
}

/** Where advisories of one package stand in a snapshot's text, and what they amount to. */
export interface SnapshotEntry {
  offset: number;
  length: number;
  /** Hash of all that they say. */
  digest: string;
}

/** Advisories as they are written. */
export interface SnapshotText {
  facts: SnapshotFacts;
  /** JSON of one package after the other. */
  text: Buffer;
  /** A line for each package: name, offset, length, digest. */
  index: string;
}

/** Hash of a text, short enough for a line. */
export function shortHash(text: string): string {
  return hash('sha256', text).slice(0, 16);
}

/** Puts advisories down package by package, so that a few can be read without the others. */
export function writeSnapshot(
  facts: Omit<SnapshotFacts, 'version' | 'count'>,
  packages: ReadonlyMap<string, readonly Advisory[]>,
): SnapshotText {
  const parts: Buffer[] = [];
  const lines: string[] = [];
  const ids = new Set<string>();
  let offset = 0;
  for (const [key, advisories] of [...packages].sort(([left], [right]) =>
    left < right ? -1 : 1,
  )) {
    const sorted = advisories.toSorted((left, right) => (left.id < right.id ? -1 : 1));
    for (const { id } of sorted) ids.add(id);
    const text = JSON.stringify(sorted);
    const part = Buffer.from(`${text}\n`);
    lines.push(`${key}\t${offset}\t${part.length}\t${shortHash(text)}\n`);
    parts.push(part);
    offset += part.length;
  }
  return {
    facts: { version: snapshotVersion, count: ids.size, ...facts },
    text: Buffer.concat(parts),
    index: lines.join(''),
  };
}

/** The entries of an index by the names of packages. */
export function parseIndex(index: string): Map<string, SnapshotEntry> {
  const entries = new Map<string, SnapshotEntry>();
  for (let start = 0; start < index.length; ) {
    const end = index.indexOf('\n', start);
    if (end < 0) break;
    const [key = '', offset, length, digest = ''] = index.slice(start, end).split('\t');
    entries.set(key, { offset: Number(offset), length: Number(length), digest });
    start = end + 1;
  }
  return entries;
}

/** The name under which a snapshot knows a package. */
export function keyIn(
  { kind }: Pick<SnapshotFacts, 'kind'>,
  { name, version }: { name: string; version: string },
): string {
  return kind === 'database' ? name : `${name}@${version}`;
}
