import { formatBytes } from '../format-bytes.js';
import type { Summary } from '../stats/summary.js';

/** `83 %`, or `-` when nothing was asked for. */
export function formatShare(share: number | null): string {
  return share === null ? '-' : `${Math.round(share * 100)} %`;
}

function formatSeconds(seconds: number | null): string {
  if (seconds === null) return '-';
  return seconds < 1 ? `${Number((seconds * 1000).toFixed(1))} ms` : `${seconds.toFixed(1)} s`;
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => row[at]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('   ')
      .trimEnd(),
  );
}

function overview(summary: Summary): string[] {
  const { usage, readSeconds, evictions } = summary;
  const facts: [string, string][] = [
    ['since', summary.startedAt],
    [
      'hit rate',
      `${formatShare(summary.hitRate)} (${summary.hits} hits, ${summary.misses} misses)`,
    ],
    ['stored', `${summary.stored} objects`],
    ['sent, received', `${formatBytes(summary.bytesSent)}, ${formatBytes(summary.bytesReceived)}`],
    [
      'holds',
      usage ? `${usage.objects} objects, ${formatBytes(usage.bytes)}` : 'only the store knows',
    ],
    ['half of reads within', formatSeconds(readSeconds.p50)],
    ['99 % of reads within', formatSeconds(readSeconds.p99)],
    ['evicted', `${evictions.bytes} for space, ${evictions.age} for age`],
    ['corrupt', String(summary.corrupt)],
  ];
  return facts.map(([name, value]) => `${name.padEnd(20)}   ${value}`);
}

function tasks({ tasks: rows }: Summary): string[] {
  if (rows.length === 0) return [];
  const cells = rows
    .slice(0, 20)
    .map(({ project, target, hits, stored, bytes, slowest }) => [
      target ? `${project}:${target}` : project,
      formatShare(hits + stored === 0 ? null : hits / (hits + stored)),
      String(hits),
      String(stored),
      formatBytes(bytes),
      formatSeconds(slowest),
    ]);
  return ['', ...columns([['task', 'hit rate', 'hits', 'stored', 'bytes', 'slowest'], ...cells])];
}

function refusals(summary: Summary): string[] {
  const rows = Object.entries(summary.refusals).filter(([, count]) => count > 0);
  if (rows.length === 0) return [];
  return [
    '',
    ...columns([['refused', 'times'], ...rows.map(([reason, count]) => [reason, String(count)])]),
  ];
}

/** The summary for a terminal. */
export function formatSummary(summary: Summary): string {
  return `${[...overview(summary), ...tasks(summary), ...refusals(summary)].join('\n')}\n`;
}
