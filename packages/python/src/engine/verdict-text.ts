import { failureIn } from '../report/failure-in.js';
import type { Verdict, VerdictTask } from './schema.js';

const count = (tasks: readonly VerdictTask[], fits: (task: VerdictTask) => boolean) =>
  tasks.filter(fits).length;

/** `red: 12 tasks, 9 of them replayed, 1 failed, 1 skipped (0.42 s)`. */
export function verdictLine({ verdict, tasks, milliseconds }: Verdict): string {
  const replayed = count(tasks, ({ source }) => source === 'local' || source === 'remote');
  const parts = [
    `${tasks.length} ${tasks.length === 1 ? 'task' : 'tasks'}`,
    `${replayed} of them replayed`,
    ...(['failure', 'skipped', 'unfinished'] as const).flatMap((status) => {
      const some = count(tasks, (task) => task.status === status);
      return some > 0 ? [`${some} ${status === 'failure' ? 'failed' : status}`] : [];
    }),
  ];
  return `${verdict}: ${parts.join(', ')} (${(milliseconds / 1000).toFixed(2)} s)`;
}

/** What failed, as its digest tells it, and what all of it comes to, in a last line. */
export function verdictText(verdict: Verdict): string {
  const failed = verdict.tasks.filter(({ status }) => status === 'failure');
  const blocks = failed.map(({ id, text }) => `${failureIn(id, text ?? '')}\n`);
  return [...blocks, verdictLine(verdict)].join('\n');
}

/** What `nx-signal now` prints, and its exit code. */
export interface ToldVerdict {
  text: string;
  exitCode: number;
}

const exitCodes = { green: 0, red: 1, interrupted: 130 } as const;

/** A verdict in one of the forms that `nx-signal now` prints. */
export function tellVerdict(verdict: Verdict, form: 'text' | 'json'): ToldVerdict {
  return {
    text: form === 'json' ? JSON.stringify(verdict, null, 2) : verdictText(verdict),
    exitCode: exitCodes[verdict.verdict],
  };
}
