import { expect, test } from 'vitest';
import { ownTime } from './green.mjs';
import { beside, faultsOf, judge, promiseTable, stageTable } from './rows.mjs';
import { Samples } from './samples.mjs';

const one = (value) => ({ median: value, min: value, max: value });
const rowOf = (table, what) => table.find(([title]) => title.startsWith(what));

test.each([
  [{ times: 4 }, 8, 2, 'met'],
  [{ times: 4 }, 7, 2, 'missed: 3.50 × of 4 ×'],
  [{ within: 1 }, 5, 1, 'missed: not under 1 s'],
  [{ within: 1 }, 5, 0.99, 'met'],
  [{ times: 12, within: 5 }, 60, 6, 'missed: 10.0 × of 12 ×, not under 5 s'],
  [{ times: 12, within: 5 }, 60, 4, 'met'],
])('%j with %d s before and %d s after is %s', (promise, before, after, verdict) => {
  expect(judge(promise, one(before), one(after))).toBe(verdict);
});

test('a promise without a figure on one side is not measured', () => {
  expect(judge({ times: 4 }, undefined, one(1))).toBe('not measured');
  expect(judge({ times: 4 }, one(1), undefined)).toBe('not measured');
});

test('the median decides, and its spread is shown', () => {
  const samples = new Samples();
  for (const [before, after] of [
    [30, 3],
    [60, 4],
    [90, 9],
  ])
    samples.add({ 'before.pipeline': before, 'after.pipeline.cold': after });
  expect(rowOf(promiseTable(samples), 'signal pipeline, no result')).toEqual([
    'signal pipeline, no result kept',
    '60.0 s (30.0–90.0)',
    '4.00 s (3.00–9.00)',
    '15.0 ×',
    '12 ×, under 5 s',
    'met',
  ]);
});

test('what failed once is not measured, and says why', () => {
  const samples = new Samples();
  samples.add({ 'before.image': 40, 'after.image': 4 });
  samples.fail(['before.image', 'after.image'], 'There is no builder.');
  expect(rowOf(promiseTable(samples), 'image build').slice(1)).toEqual([
    'not measured',
    'not measured',
    '-',
    '4 ×, under 30 s',
    'not measured',
  ]);
  expect(faultsOf(samples)).toEqual([
    'Not measured: before.image, after.image. There is no builder.',
  ]);
});

test('a stage is judged by both of our pipelines', () => {
  const samples = new Samples();
  samples.add({
    'before.pipeline.lint': 3,
    'after.pipeline.cold.lint': 0.5,
    'after.pipeline.replayed.lint': 0,
    'after.pipeline.cold.typecheck': 1.5,
    'after.pipeline.replayed.typecheck': 0,
    'after.pipeline.cold.audit': 0.1,
  });
  const table = stageTable(samples);
  expect(rowOf(table, 'Lint').at(-1)).toBe('met');
  expect(rowOf(table, 'Typecheck').at(-1)).toBe('missed');
  expect(rowOf(table, 'Security audit').slice(1)).toEqual([
    'not measured',
    '0.10 s',
    'not measured',
    'under 1 s',
    'not measured',
  ]);
});

test("what a machine without Nx waits for is told beside the promises'", () => {
  const samples = new Samples();
  expect(beside(samples)).toMatch(/: not measured\.$/);
  samples.add({ 'after.npm': 6 });
  expect(beside(samples)).toMatch(/: 6\.00 s\.$/);
});

test('what fails takes its parts with it, and no other', () => {
  const samples = new Samples();
  samples.add({ 'after.tests.own': 1, 'after.tests2': 2 });
  samples.fail(['after.tests'], 'Red.');
  expect(samples.of('after.tests.own')).toBeUndefined();
  expect(samples.of('after.tests2')).toEqual(one(2));
});

test.each([
  ['4 passed in 0.02s', 4, 0.02],
  ['=== 12 passed, 1 skipped in 1.50s ===', 12, 1.5],
])('the time of %j is what pytest says', (text, count, expected) => {
  expect(ownTime(text, count)).toEqual(expected);
});

test.each(['no tests ran in 0.01s', '3 passed in 0.01s', '4 passed'])('%j is no time', (text) => {
  expect(() => ownTime(text, 4)).toThrow('has not said that 4 tests passed');
});
