import type { Run } from './current-run.js';
import type { ReportedTask, SignalReport } from './schema.js';

/** What a run comes to. That some result is unknown weighs more than that another is red. */
export function verdictOf(
  { record, parts }: Run,
  tasks: readonly Pick<ReportedTask, 'status'>[],
): SignalReport['verdict'] {
  const isCut = parts.some(
    ({ state, tasks: own }) =>
      state === 'stopped' ||
      (state === 'running' && record === undefined) ||
      (state === 'ended' && own.some(({ status }) => status === 'unfinished')),
  );
  const has = (status: ReportedTask['status']) => tasks.some((task) => task.status === status);
  if (isCut) return 'interrupted';
  // A process that died left them behind.
  if (has('broken') || has('unfinished')) return 'broken';
  return has('failure') ? 'red' : 'green';
}
