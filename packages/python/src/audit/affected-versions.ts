import { compare, eq, gt, valid } from '@renovatebot/pep440';
import type { Advisory, RangeEvent } from './advisory.js';

/** Whether a version is affected, and the first release of its line that is not. */
export interface Verdict {
  affected: boolean;
  fixed: string | undefined;
}

const versionOf = (event: RangeEvent): string =>
  'introduced' in event ? event.introduced : 'fixed' in event ? event.fixed : event.lastAffected;

/** `0` comes before everything, pre-releases of 0 included. */
function isFirst(event: RangeEvent): boolean {
  return 'introduced' in event && event.introduced === '0';
}

/** The order of events in which a range is judged. */
export function inOrder(left: RangeEvent, right: RangeEvent): number {
  if (isFirst(left) || isFirst(right)) return Number(isFirst(right)) - Number(isFirst(left));
  return compare(versionOf(left), versionOf(right));
}

function inRange(version: string, range: readonly RangeEvent[]): Verdict {
  let affected = false;
  let fixed: string | undefined;
  for (const event of range) {
    const order = isFirst(event) ? 1 : compare(version, versionOf(event));
    if ('introduced' in event) affected ||= order >= 0;
    else if ('fixed' in event) {
      if (order >= 0) affected = false;
      else if (affected) fixed ??= event.fixed;
    } else if (order > 0) affected = false;
  }
  return { affected, fixed: affected ? fixed : undefined };
}

/** Listed versions that no range holds: as a rule there are none, and some records list a thousand. */
export function outsideRanges(
  versions: readonly string[],
  ranges: readonly (readonly RangeEvent[])[],
): string[] {
  const isHeld = (version: string) =>
    valid(version) !== null && ranges.some((range) => inRange(version, range).affected);
  return versions.filter((version) => !isHeld(version));
}

function isListed(version: string, versions: readonly string[]): boolean {
  if (versions.includes(version)) return true;
  return versions.some((listed) => valid(listed) !== null && eq(listed, version));
}

/** The earliest of the releases that mend something, behind a version. */
function nextFixed(version: string, { ranges }: Advisory): string | undefined {
  return ranges
    .flat()
    .flatMap((event) => ('fixed' in event && gt(event.fixed, version) ? [event.fixed] : []))
    .sort(compare)[0];
}

/** Judges a version as OSV does; what cannot be told counts as affected. */
export function judgeVersion(version: string, advisory: Advisory): Verdict {
  const { ranges, versions, malformed } = advisory;
  if (valid(version) === null) {
    const known = ranges.length === 0 && malformed === undefined && !versions.includes(version);
    return { affected: !known, fixed: undefined };
  }
  const found = ranges.map((range) => inRange(version, range)).filter(({ affected }) => affected);
  const affected = found.length > 0 || malformed !== undefined || isListed(version, versions);
  if (!affected) return { affected, fixed: undefined };
  // Of several ranges that hold it, the last to end decides.
  const ends = found.map(({ fixed }) => fixed);
  const fixed = ends.includes(undefined)
    ? undefined
    : ends.toSorted((a, b) => compare(a ?? '', b ?? '')).at(-1);
  return { affected, fixed: found.length > 0 ? fixed : nextFixed(version, advisory) };
}
