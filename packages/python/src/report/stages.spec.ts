import { describe, expect, it } from 'vitest';
import { processOf, reportOf, taskOf } from '../testing/signal-report.js';
import { stageTable } from './stage-words.js';
import { checkBudget, stagesOf } from './stages.js';

const budget = { seconds: 10, over: 'warn' } as const;

const table = (report = reportOf(), limit: Parameters<typeof checkBudget>[1] = budget) =>
  stageTable(stagesOf(report), checkBudget(report, limit)).split('\n');

describe('the stage table', () => {
  it('has what was measured, and says what was not', () => {
    const report = reportOf({
      environment: { milliseconds: 1500, environments: 2, made: 1, installed: 12, prepared: 2 },
      tasks: [
        taskOf('a:lint'),
        taskOf('b:lint', { source: 'local' }),
        taskOf('a:typecheck', { source: 'remote' }),
        taskOf('a:test:unit', { status: 'failure' }),
        taskOf('b:test:unit', { status: 'skipped', source: 'none' }),
      ],
      processes: [
        processOf('lint', 0, 400),
        processOf('lint', 200, 400),
        processOf('test:unit', 1000, 2500),
      ],
    });
    expect(table(report).map((line) => line.replace(/ {2,}/g, ' | '))).toEqual([
      'stage | time | count | source | status',
      'Checkout | not measured | not measured',
      'Setup uv | not measured | not measured',
      "Install deps | 1.50 s | 2 environments | 1 made: 12 packages, 10 from uv's cache | done",
      'Lint | 0.60 s | 2 tasks | 1 ran, 1 local | green',
      'Typecheck | 0.00 s | 1 task | 1 remote | green',
      'Unit tests | 2.50 s | 2 tasks | 1 ran, 1 without a result | 1 red, 1 skipped',
      'Security audit | not measured | not set up',
      '',
      'Total 6.00 s of 10 s.',
    ]);
  });

  it('tells where a run is over its budget, and what to look at', () => {
    const report = reportOf({
      pipeline: { checkout: 5000, setupUv: 1000 },
      processes: [processOf('lint', 0, 400)],
      tasks: [taskOf('a:lint')],
    });
    const last = (over: 'warn' | 'fail') => table(report, { seconds: 10, over }).at(-1);
    const text = 'Total 12.0 s of 10 s: over the budget. Look at Checkout first: 5.00 s.';
    expect(last('warn')).toBe(`warning: ${text}`);
    expect(last('fail')).toBe(`error: ${text}`);
    expect(table(report)[1]).toMatch(/Checkout +5\.00 s +the pipeline +done/);
  });

  it('has no total before the end, and no time of what was cut', () => {
    const run = { ...reportOf().run, end: null, milliseconds: null };
    const tasks = [taskOf('a:lint', { status: 'unfinished', source: 'none' })];
    const lines = table(reportOf({ run, tasks, complete: false, verdict: 'interrupted' }));
    expect(lines.at(-1)).toBe('Total: not measured, because the run did not finish.');
    expect(lines[4]).toMatch(/^Lint +not measured +1 task +1 without a result +1 unfinished$/);
    expect(lines[3]).toMatch(/^Install deps +not measured +not measured$/);
  });

  it('takes an audit that is set up for what it is', () => {
    const status = (report: ReturnType<typeof reportOf>) => stagesOf(report).at(-1)?.status;
    expect(status(reportOf({ audit: true }))).toBe('not in this run');
    expect(status(reportOf({ audit: true, tasks: [taskOf('a:audit')] }))).toBe('green');
  });
});
