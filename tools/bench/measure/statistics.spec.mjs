import { expect, test } from 'vitest';
import { median, quartiles, ratio, summarize } from './statistics.mjs';

test.each([
  [[3], 3],
  [[3, 1, 2], 2],
  [[4, 1, 3, 2], 2.5],
  [[10, 9, 1], 9],
])('the median of %j is %d', (values, expected) => {
  expect(median(values)).toBe(expected);
});

test('no values have no median', () => {
  expect(() => median([])).toThrow('no values');
});

test('a summary leaves its values in order', () => {
  const values = [2, 3, 1];
  expect(summarize(values)).toEqual({ median: 2, min: 1, max: 3 });
  expect(values).toEqual([2, 3, 1]);
});

test.each([
  [3, 2, 1.5],
  [3, 0, undefined],
  [3, undefined, undefined],
  [undefined, 2, undefined],
])('%d in terms of %d is %d', (value, base, expected) => {
  expect(ratio(value, base)).toBe(expected);
});

test.each([
  [[5], { low: 5, median: 5, high: 5 }],
  [[4, 1, 3, 2], { low: 1.75, median: 2.5, high: 3.25 }],
  [[5, 1, 4, 2, 3], { low: 2, median: 3, high: 4 }],
])('the quartiles of %j are %j', (values, expected) => {
  expect(quartiles(values)).toEqual(expected);
});
