import { describe, expect, it } from 'vitest';
import type { Appearance } from './history.js';
import { limits, runsToForget } from './prune.js';

function appearance(run: string, hash: string, outcome: Appearance['outcome']): Appearance {
  return { run, hash, outcome, time: '', command: '', success: true };
}

describe('of many runs are forgotten', () => {
  type Row = [title: string, runs: string, history: string[], forgotten: string];
  // Each appearance: run, hash, `!` where the task did the work.
  const rows: Row[] = [
    ['none that shows one of the last two hashes', 'abc', ['aX!', 'bY!'], ''],
    ['what lies before the last two hashes', 'abcd', ['aX!', 'bY!', 'cZ!'], 'a'],
    ['replays, where the run is known', 'abcd', ['aX!', 'bX', 'cX'], 'bc'],
    ['the earlier of two replays, where it is not', 'abc', ['aX', 'bX'], 'a'],
    ['runs that did not end, but for the newest', 'abc', ['aX!'], 'b'],
  ];
  it.each(rows)('%s', (_title, runs, history, forgotten) => {
    const list = history.map(([run = '', hash = '', mark]) =>
      appearance(run, hash, mark ? 'ran' : 'replayed'),
    );
    expect(runsToForget([...runs], new Map([['a:b', list]])).join('')).toBe(forgotten);
  });
});

it('keeps no more than the limit, the newest', () => {
  const runs = Array.from({ length: 30 }, (_, index) => String(index));
  const byTask = new Map(runs.map((run) => [`a:${run}`, [appearance(run, run, 'ran')]]));
  expect(runsToForget(runs, byTask)).toEqual(runs.slice(0, 30 - limits.kept));
});
