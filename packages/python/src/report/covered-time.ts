import type { ReportedProcess } from './schema.js';

/** How long at least one of some spans lasted, each from its start to its end. */
export function coveredTime(spans: readonly (readonly [start: number, end: number])[]): number {
  let covered = 0;
  let reached = Number.NEGATIVE_INFINITY;
  for (const [start, end] of [...spans].sort(([one], [other]) => one - other)) {
    covered += Math.max(0, end - Math.max(start, reached));
    reached = Math.max(reached, end);
  }
  return covered;
}

/** When a process began and ended, in milliseconds since 1970. */
export function spanOf({
  start,
  milliseconds,
}: Pick<ReportedProcess, 'start' | 'milliseconds'>): [start: number, end: number] {
  const from = Date.parse(start);
  return [from, from + milliseconds];
}

/** Milliseconds in which at least one of some processes worked. */
export function busyTime(
  processes: readonly Pick<ReportedProcess, 'start' | 'milliseconds'>[],
): number {
  return coveredTime(processes.map(spanOf));
}
