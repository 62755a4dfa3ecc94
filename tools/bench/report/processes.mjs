import { addUp } from '../measure/kinds.mjs';
import { alignColumns } from './table.mjs';

const head = ['processor time of', 'seconds', 'processes'];

/** What took the processor time of each contender: the mean of its runs. */
export function processesText(rows) {
  const parts = rows.flatMap(({ title, runs }) => {
    const watched = runs.filter(({ kinds }) => kinds);
    if (watched.length === 0) return [];
    const lines = addUp(watched.flatMap(({ kinds }) => kinds)).map(({ kind, count, cpu }) => [
      kind,
      (cpu / watched.length).toFixed(2),
      (count / watched.length).toFixed(0),
    ]);
    return [`\n${title}\n${alignColumns([head, ...lines])}`];
  });
  return parts.join('\n');
}
