import { spanOf } from '../covered-time.js';
import type { ReportedProcess } from '../schema.js';

/** Milliseconds by which a process may have begun before the one that it waited for was done. */
const slack = 25;

/**
 * The processes that decided when the run was over: the last to end, before it the last that had ended when it began,
 * and so on. To make one of them quicker makes the run quicker.
 */
export function criticalPath(processes: readonly ReportedProcess[]): Set<ReportedProcess> {
  const byEnd = [...processes].sort((one, other) => spanOf(other)[1] - spanOf(one)[1]);
  const path = new Set<ReportedProcess>();
  let current = byEnd[0];
  while (current) {
    path.add(current);
    const [start] = spanOf(current);
    current = byEnd.find(
      (one) => !path.has(one) && spanOf(one)[1] <= start + slack && spanOf(one)[0] < start,
    );
  }
  return path;
}
