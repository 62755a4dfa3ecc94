import { valid } from '@renovatebot/pep440';
import { normalizeName } from '../normalize-name.js';
import { asStrings, asTable, type Table } from '../toml/pyproject.js';
import type { Advisory, RangeEvent, UnreadableRecord } from './advisory.js';
import { inOrder, outsideRanges } from './affected-versions.js';
import { asTables, severityOf } from './severity.js';

/** What a text in OSV's form gave. */
export interface AdvisoryReading {
  /** By the normalised name of the package. Empty for what was withdrawn, or is about no Python package. */
  packages: Map<string, Advisory>;
  /** When it last changed, in seconds; undefined when it does not say. */
  modified: number | undefined;
  /** Set when it cannot even be told which package it is about. */
  unreadable?: UnreadableRecord;
}

const longest = 200;

function summaryOf({ summary, details }: Table): string {
  const text = typeof summary === 'string' && summary !== '' ? summary : details;
  const line = typeof text === 'string' ? text.replace(/\s+/g, ' ').trim() : '';
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

/** One event; undefined when it says nothing that can be read. `0` stands for the first version of all. */
function readEvent(event: Table): RangeEvent | undefined {
  const { introduced, fixed, last_affected: last } = event;
  const version = (value: unknown): value is string => typeof value === 'string' && !!valid(value);
  if (version(introduced)) return { introduced };
  if (version(fixed)) return { fixed };
  return version(last) ? { lastAffected: last } : undefined;
}

/** Ranges of versions, and whether one of them, or all, say nothing about versions. */
function readRanges(affected: Table): Pick<Advisory, 'ranges' | 'malformed'> {
  const tables = asTables(affected['ranges']);
  const ranges: RangeEvent[][] = [];
  for (const range of tables.filter(({ type }) => type !== 'GIT')) {
    // A limit only tells where nobody has looked any further.
    const events = asTables(range['events']).filter(({ limit }) => limit === undefined);
    const read = events.map(readEvent).filter((event) => event !== undefined);
    if (read.length < events.length || !read.some((event) => 'introduced' in event)) {
      return { ranges, malformed: 'a range of versions in it cannot be read' };
    }
    ranges.push(read.sort(inOrder));
  }
  const isEmpty = ranges.length === 0 && asStrings(affected['versions']).length === 0;
  return isEmpty ? { ranges, malformed: 'it names no versions' } : { ranges };
}

function merged(one: Advisory | undefined, other: Advisory): Advisory {
  if (!one) return other;
  return {
    ...one,
    ranges: [...one.ranges, ...other.ranges],
    versions: [...one.versions, ...other.versions],
    malformed: one.malformed ?? other.malformed,
  };
}

const isPython = ({ package: named }: Table) =>
  String(asTable(named)['ecosystem'] ?? '').split(':')[0] === 'PyPI';

function timeOf(record: Table): number | undefined {
  const time = Date.parse(String(record['modified'] ?? record['published']));
  return Number.isNaN(time) ? undefined : Math.floor(time / 1000);
}

function readRecord(record: Table, name: string): AdvisoryReading {
  const id = typeof record['id'] === 'string' && record['id'] !== '' ? record['id'] : name;
  const reading: AdvisoryReading = { packages: new Map(), modified: timeOf(record) };
  if (record['withdrawn']) return reading;
  if (!Array.isArray(record['affected'])) {
    return { ...reading, unreadable: { id, reason: 'it names no package' } };
  }
  const base = {
    id,
    aliases: asStrings(record['aliases']).sort(),
    summary: summaryOf(record),
    severity: severityOf(record),
  };
  for (const affected of asTables(record['affected']).filter(isPython)) {
    const named = asTable(affected['package'])['name'];
    if (typeof named !== 'string' || named === '') {
      return { ...reading, unreadable: { id, reason: 'it names no package' } };
    }
    const key = normalizeName(named);
    const read = readRanges(affected);
    const versions = outsideRanges(asStrings(affected['versions']), read.ranges);
    const own = { ...base, ...read, versions };
    reading.packages.set(key, merged(reading.packages.get(key), own));
  }
  return reading;
}

/**
 * Reads one record of OSV's. A bad one is no reason to lose the others, and is not passed over either: it affects
 * every version of its package, or is reported as unreadable where it names none.
 *
 * @param name - stands for its id, should it have none
 */
export function readAdvisory(text: string, name: string): AdvisoryReading {
  try {
    return readRecord(asTable(JSON.parse(text)), name);
  } catch {
    const unreadable = { id: name, reason: 'it is not JSON' };
    return { packages: new Map(), modified: undefined, unreadable };
  }
}

/** What is known of an advisory whose record cannot be had: that it is about a package. */
export function malformedAdvisory(id: string, malformed: string): Advisory {
  return { id, aliases: [], summary: '', ranges: [], versions: [], malformed };
}
