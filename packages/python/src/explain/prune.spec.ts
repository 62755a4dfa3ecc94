import { describe, expect, it } from 'vitest';
import { limits, runsToForget } from './prune.js';
import type { RunTask } from './run-file.js';

describe('of many runs are forgotten', () => {
  type Row = [title: string, runs: string, history: string[], forgotten: string];
  // Each text: run, hash, `!` where the task did the work.
  const rows: Row[] = [
    ['none that shows one of the last two hashes', 'abc', ['aX!', 'bY!'], ''],
    ['what lies before the last two hashes', 'abcd', ['aX!', 'bY!', 'cZ!'], 'a'],
    ['replays between the last one and the run', 'abcd', ['aX!', 'bX', 'cX'], 'b'],
    ['earlier runs of one hash', 'abc', ['aX!', 'bX!'], 'a'],
    ['earlier replays of one hash', 'abc', ['aX', 'bX'], 'a'],
    ['runs that did not end, but for the newest', 'abc', ['aX!'], 'b'],
  ];
  it.each(rows)('%s', (_title, runs, history, forgotten) => {
    const tasks = new Map<string, RunTask[]>(
      history.map(([run = '', hash = '', mark]) => [run, [['a:b', hash, mark === '!', true]]]),
    );
    expect(runsToForget([...runs], (run) => tasks.get(run)).join('')).toBe(forgotten);
  });
});

it('keeps what any task needs', () => {
  const tasks: Record<string, RunTask[]> = {
    a: [['old', 'X', true, true]],
    b: [['new', 'X', true, true]],
    c: [['new', 'Y', true, true]],
    d: [['new', 'Z', true, true]],
  };
  expect(runsToForget(['a', 'b', 'c', 'd'], (run) => tasks[run])).toEqual(['b']);
});

it('keeps no more than the limit, the newest', () => {
  const runs = Array.from({ length: 30 }, (_, index) => String(index));
  const tasksOf = (run: string): RunTask[] => [[`a:${run}`, run, true, true]];
  expect(runsToForget(runs, tasksOf)).toEqual(runs.slice(0, 30 - limits.kept));
});
