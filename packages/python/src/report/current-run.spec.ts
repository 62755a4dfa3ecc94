import { describe, expect, it } from 'vitest';
import { runPart } from '../testing/run-part.js';
import { newestRun } from './current-run.js';
import type { NxRecord } from './nx-record.js';
import type { PartTask, RunPart } from './run-part.js';

const partOf = (started: number, more: Partial<RunPart> = {}): RunPart =>
  runPart(started, { command: 'nx run-many -t lint', written: started + 50, ...more });

const done = (start: number, milliseconds: number): PartTask => ({
  id: 'a:lint',
  status: 'success',
  start,
  milliseconds,
});

const recordOf = (start: number, end: number, task?: [start: number, end: number]): NxRecord => ({
  command: 'nx run-many -t lint',
  start,
  end,
  tasks: (task ? [task] : []).map(([from, to]) => ({
    ...{ id: 'a:lint', project: 'a', target: 'lint', hash: '1', source: 'ran', success: true },
    start: from,
    end: to,
  })) as NxRecord['tasks'],
});

describe('the newest run', () => {
  const rows: [title: string, NxRecord | undefined, RunPart[], record: boolean, parts: number[]][] =
    [
      [
        'of a batch',
        recordOf(100, 300, [120, 130]),
        [partOf(110, { tasks: [done(120, 10)] })],
        true,
        [110],
      ],
      [
        'of tasks with a process each',
        recordOf(100, 300, [105, 200]),
        [partOf(110, { tasks: [done(120, 10)] })],
        true,
        [110],
      ],
      ['that replayed everything', recordOf(400, 500), [partOf(110)], true, []],
      [
        'that Nx has not recorded',
        recordOf(100, 200),
        [partOf(110), partOf(300, { nx: '8@1' })],
        false,
        [300],
      ],
      [
        'of the same Nx, all parts',
        undefined,
        [partOf(1, { nx: '6@1' }), partOf(110), partOf(120)],
        false,
        [110, 120],
      ],
      [
        'in another checkout, at the same time',
        recordOf(100, 300, [250, 260]),
        [partOf(110, { tasks: [done(120, 10)], written: 280 })],
        false,
        [110],
      ],
      [
        'of another command, at the same time',
        recordOf(100, 300),
        [partOf(110, { command: 'nx affected -t lint' })],
        false,
        [110],
      ],
      [
        'of a batch that was stopped',
        recordOf(100, 300, [105, 290]),
        [partOf(110, { state: 'stopped', tasks: [done(120, 10)], written: 299 })],
        true,
        [110],
      ],
      [
        'in which nothing got to its end',
        recordOf(100, 300),
        [partOf(110, { state: 'stopped' })],
        true,
        [110],
      ],
    ];
  it.each(rows)('%s', (_title, record, parts, isRecorded, started) => {
    const run = newestRun(record, parts);
    expect(run?.record !== undefined).toBe(isRecorded);
    expect(run?.parts.map((part) => part.started)).toEqual(started);
  });

  it('of a process that runs Nx again and again is what came after its last record', () => {
    const parts = [110, 310, 320].map((started) => partOf(started, { command: null }));
    const other = { ...recordOf(100, 200, [120, 130]), command: 'main now' };
    expect(newestRun(other, parts)?.parts.map(({ started }) => started)).toEqual([310, 320]);
  });

  it('is none before the first', () => {
    expect(newestRun(undefined, [])).toBeUndefined();
  });
});
