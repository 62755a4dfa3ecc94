import type { Advisory, UnreadableRecord } from './advisory.js';
import { readAdvisory } from './read-advisory.js';
import type { DatabaseRecord } from './read-database.js';
import { type SnapshotText, writeSnapshot } from './snapshot.js';

/** Seconds that a record may be ahead of this machine's clock. */
const ahead = 3600;

/**
 * A snapshot of all records of a database. How old it is its newest record says: the time of a file is that of the
 * last copy, checkout or unpacking, and would make old advisories fresh.
 *
 * @param now - seconds since 1970; records that claim to be from later do not count as new
 */
export async function snapshotOfDatabase(
  source: string,
  records: AsyncIterable<DatabaseRecord>,
  now: number,
): Promise<SnapshotText> {
  const packages = new Map<string, Advisory[]>();
  const unreadable: UnreadableRecord[] = [];
  let asOf = 0;
  for await (const { name, text } of records) {
    const reading = readAdvisory(text, name);
    if (reading.unreadable) unreadable.push(reading.unreadable);
    for (const [key, advisory] of reading.packages) {
      const list = packages.get(key);
      if (list) list.push(advisory);
      else packages.set(key, [advisory]);
    }
    if (reading.modified !== undefined && reading.modified <= now + ahead)
      asOf = Math.max(asOf, reading.modified);
  }
  if (packages.size === 0) throw new Error('it holds no advisory about a Python package');
  return writeSnapshot({ kind: 'database', source, asOf, unreadable }, packages);
}
