import type { Metrics } from '../metrics/metrics.js';
import type { TimelinePoint } from '../metrics/timeline.js';
import type { TaskRow } from './task-statistics.js';

/** What the page and `nx-signal-cache stats` show: everything since the start of the process. */
export interface Summary {
  /** ISO 8601. */
  startedAt: string;
  hits: number;
  misses: number;
  /** Share of hits, 0 to 1; null before the first request. */
  hitRate: number | null;
  stored: number;
  bytesSent: number;
  bytesReceived: number;
  /** What the store holds, where it knows. */
  usage: { bytes: number; objects: number } | null;
  /** Refused uploads and degraded reads by reason. */
  refusals: Record<string, number>;
  evictions: { bytes: number; age: number };
  corrupt: number;
  /** Seconds: the bounds below which half and 99 % of the requests lie. */
  readSeconds: { p50: number | null; p99: number | null };
  timeline: readonly TimelinePoint[];
  tasks: readonly TaskRow[];
}

const sum = (values: readonly (number | undefined)[]) =>
  values.reduce<number>((total, value) => total + (value ?? 0), 0);

/** A bound that JSON can carry. */
const finite = (value: number | undefined) =>
  value === undefined || !Number.isFinite(value) ? null : value;

function refusalsOf(metrics: Metrics): Record<string, number> {
  const refusals: Record<string, number> = {};
  if (metrics.unauthorized > 0) refusals['unauthorized'] = metrics.unauthorized;
  if (metrics.unchecked > 0) refusals['token not checked'] = metrics.unchecked;
  if (metrics.slow > 0) refusals['too slow'] = metrics.slow;
  for (const { reads, writes } of Object.values(metrics.protocols)) {
    const { hit: _hit, redirected: _redirected, miss: _miss, ...degraded } = reads;
    const { stored: _stored, ...refused } = writes;
    for (const [reason, count] of Object.entries({ ...degraded }))
      refusals[`read: ${reason}`] = (refusals[`read: ${reason}`] ?? 0) + (count ?? 0);
    for (const [reason, count] of Object.entries({ ...refused }))
      refusals[`write: ${reason}`] = (refusals[`write: ${reason}`] ?? 0) + (count ?? 0);
  }
  return refusals;
}

/** Puts the counts of a process together. */
export function summarize(
  metrics: Metrics,
  usage: Summary['usage'] | undefined,
  tasks: readonly TaskRow[],
): Summary {
  const protocols = Object.values(metrics.protocols);
  const hits = sum(protocols.flatMap(({ reads }) => [reads.hit, reads.redirected]));
  const all = sum(protocols.flatMap(({ reads }) => Object.values(reads)));
  const { readSeconds } = metrics.protocols.nx;
  return {
    startedAt: new Date(metrics.startedAt).toISOString(),
    hits,
    misses: all - hits,
    hitRate: all === 0 ? null : hits / all,
    stored: sum(protocols.map(({ writes }) => writes.stored)),
    bytesSent: sum(protocols.map(({ bytesSent }) => bytesSent)),
    bytesReceived: sum(protocols.map(({ bytesReceived }) => bytesReceived)),
    usage: usage ?? null,
    refusals: refusalsOf(metrics),
    evictions: metrics.evictions,
    corrupt: metrics.corrupt,
    readSeconds: {
      p50: finite(readSeconds.quantile(0.5)),
      p99: finite(readSeconds.quantile(0.99)),
    },
    timeline: metrics.timeline.points,
    tasks,
  };
}
