import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runPart } from '../../testing/run-part.js';
import { reportOf, runStart, taskOf } from '../../testing/signal-report.js';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { flakyTasks, historyFigures, percentile } from './history-figures.js';
import { type HistoryLine, historyLine } from './history-line.js';
import { addToHistory, readHistory } from './history-store.js';
import { historyText } from './history-words.js';
import { keepRecordIn, takeNxRecords } from './kept-records.js';
import { runsOf, updateHistory } from './update-history.js';

const line = (start: number, more: Partial<HistoryLine> = {}): HistoryLine => ({
  ...historyLine(reportOf({ tasks: [taskOf('a:lint')] })),
  start,
  ...more,
});

const red = (hash: string, ...failed: string[]) => ({
  id: 'a:test:unit',
  hash,
  success: false,
  failed,
});
const green = (hash: string) => ({ id: 'a:test:unit', hash, success: true, failed: [] });

describe('the history', () => {
  it('has each run once, the last word of it, oldest first', () => {
    const root = temporaryFolder();
    addToHistory(root, [line(2), line(1, { complete: false, verdict: 'interrupted' })]);
    addToHistory(root, [line(1), line(2, { verdict: 'red' })]);
    expect(readHistory(root).map(({ start, verdict }) => [start, verdict])).toEqual([
      [1, 'green'],
      [2, 'green'],
    ]);
  });

  it('is bounded, and survives what was cut short', () => {
    const root = temporaryFolder();
    for (let group = 0; group < 4; group += 1)
      addToHistory(
        root,
        Array.from({ length: 300 }, (_one, index) => line(group * 300 + index)),
      );
    expect(readHistory(root)).toHaveLength(500);
    expect(readHistory(root).at(-1)?.start).toBe(1199);
    const cut = temporaryFolder({ '.nx/workspace-data/nx-signal/signal/history.jsonl': '{"ver' });
    expect(readHistory(cut)).toEqual([]);
    expect(addToHistory(cut, [line(1)])).toHaveLength(1);
  });

  it('has lines that stay short', () => {
    const tasks = Array.from({ length: 5000 }, (_one, index) =>
      taskOf(`p${index}:test:unit`, { hash: '1'.repeat(20), milliseconds: 5 }),
    );
    const text = JSON.stringify(historyLine(reportOf({ tasks })));
    expect(text.length).toBeLessThan(16_000);
  });
});

describe('flaky tests', () => {
  it('were green and red with one hash', () => {
    const lines = [
      line(1, { tests: [red('1', 't.py::test_a'), green('2')] }),
      line(2, { tests: [green('1')] }),
      line(3, { tests: [red('1', 't.py::test_b')] }),
      line(4, { tests: [red('3', 't.py::test_c')] }),
    ];
    expect(flakyTasks(lines)).toEqual([
      { id: 'a:test:unit', tests: ['t.py::test_a', 't.py::test_b'], successes: 1, failures: 2 },
    ]);
  });

  it('are none where an error of ours came between', () => {
    const task = taskOf('a:test:unit', { hash: '1', status: 'failure' });
    expect(historyLine(reportOf({ tasks: [task] })).tests).toEqual([]);
    const broken = taskOf('a:test:unit', { hash: '1', status: 'broken' });
    expect(historyLine(reportOf({ tasks: [broken] })).tests).toEqual([]);
  });
});

it('figures are of what was recorded', () => {
  const environment = { milliseconds: 9, environments: 1, made: 1, installed: 10, prepared: 4 };
  const figures = historyFigures([
    line(1, {
      ...{ milliseconds: 1000, ran: 1, replayed: 3, environment },
      caches: { mypy: { hits: 3, of: 4 }, sccache: null, buildkit: null },
    }),
    line(2, { milliseconds: 3000, ran: 0, replayed: 4, own: false }),
    line(3, { milliseconds: null, verdict: 'interrupted', ran: 0 }),
    line(4, { milliseconds: 9000, signal: false, ran: 0, projects: [['a', 70]] }),
  ]);
  expect(figures).toMatchObject({
    runs: 4,
    elsewhere: 1,
    signal: { runs: 2, p50: 1000, p95: 3000 },
    working: { runs: 1, p50: 1000 },
    rates: { nx: { hits: 7, of: 8 }, uv: { hits: 6, of: 10 }, mypy: { hits: 3, of: 4 } },
    slowest: [['a', 70]],
  });
  const text = historyText(figures);
  expect(text).toContain(
    '4 runs: 3 green, 1 interrupted; 1 of them in this checkout or another one',
  );
  expect(text).toContain('packages of uv  60 % (6 of 10)');
  expect(text).toContain('BuildKit        not recorded');
  expect(percentile([], 0.5)).toBeNull();
  expect(percentile([1, 2, 3, 4], 0.5)).toBe(2);
});

it('what was compiled is known by project, over all runs', () => {
  const ran = (parts: { projects: string[]; hits: number; of: number }[]) => {
    const sum = (key: 'hits' | 'of') => parts.reduce((total, part) => total + part[key], 0);
    const sccache = { hits: sum('hits'), of: sum('of'), parts };
    return historyLine(reportOf({ caches: { mypy: null, sccache, buildkit: null } }));
  };
  const figures = historyFigures([
    ran([
      { projects: ['ext'], hits: 0, of: 4 },
      { projects: ['fast', 'other'], hits: 1, of: 2 },
    ]),
    ran([{ projects: ['ext'], hits: 4, of: 4 }]),
    ran([{ projects: ['fast', 'other'], hits: 2, of: 2 }]),
  ]);
  expect(figures.rates.sccache).toEqual({ hits: 7, of: 12 });
  expect(figures.compiled).toEqual([
    { projects: ['ext'], hits: 4, of: 8 },
    { projects: ['fast', 'other'], hits: 3, of: 4 },
  ]);
  const text = historyText(figures);
  expect(text).toMatch(
    /least from the cache first:\n +50 % \(4 of 8\) {2}ext\n +75 % \(3 of 4\) {2}fast, other\n/,
  );
});

it('a line keeps the projects for which most was compiled', () => {
  const parts = Array.from({ length: 30 }, (_, of) => ({ projects: [`p${of}`], hits: 0, of }));
  const sccache = { hits: 0, of: 435, parts };
  const { caches } = historyLine(reportOf({ caches: { mypy: null, sccache, buildkit: null } }));
  expect(caches?.sccache?.parts).toHaveLength(20);
  expect(caches?.sccache?.parts?.[0]).toEqual({ projects: ['p29'], hits: 0, of: 29 });
  expect(caches?.sccache).toMatchObject({ hits: 0, of: 435 });
});

describe("Nx's records", () => {
  const record = (second: number) =>
    JSON.stringify({
      run: {
        command: 'nx lint',
        startTime: new Date(second * 1000).toISOString(),
        endTime: new Date(second * 1000 + 500).toISOString(),
      },
      tasks: [],
    });
  const write = (cache: string, second: number) => {
    const file = join(cache, 'run.json');
    mkdirSync(cache, { recursive: true });
    writeFileSync(file, record(second));
    utimesSync(file, second, second);
  };

  it('are kept until they are told, each once', () => {
    const root = temporaryFolder();
    const cache = join(root, 'cache');
    keepRecordIn(root, cache);
    for (const second of [100, 100, 200]) {
      write(cache, second);
      keepRecordIn(root, cache);
      keepRecordIn(root, cache);
    }
    expect(takeNxRecords(root).map(({ start }) => start)).toEqual([100_000, 200_000]);
    expect(takeNxRecords(root)).toEqual([]);
  });

  it('make the history, with the run that nobody has kept yet', () => {
    const root = temporaryFolder();
    const cache = join(root, 'cache');
    write(cache, 100);
    keepRecordIn(root, cache);
    write(cache, 300);
    expect(updateHistory(root, cache).map(({ start }) => start)).toEqual([100_000, 300_000]);
    expect(updateHistory(root, cache)).toHaveLength(2);
  });

  it('a part of a run that was told is no run that was cut', () => {
    const part = runPart(runStart + 5, { nx: '999999999@1', written: runStart + 6 });
    const parts = [part];
    expect(runsOf([], parts, [line(runStart)])).toEqual([]);
    expect(runsOf([], parts, [])).toEqual([{ record: undefined, parts }]);
  });
});
