import { expect, test } from 'vitest';
import {
  alignColumns,
  formatRatio,
  formatSpread,
  formatTime,
  markdownRows,
  tableOf,
} from './table.mjs';

test.each([
  [0.0123, '12 ms'],
  [0.5, '0.50 s'],
  [9.994, '9.99 s'],
  [55.26, '55.3 s'],
  [undefined, '-'],
])('%d seconds are shown as %s', (seconds, text) => {
  expect(formatTime(seconds)).toBe(text);
});

test.each([
  [{ median: 1.5, min: 1.4, max: 1.82 }, '1.50 s (1.40–1.82)'],
  [{ median: 0.02, min: 0.018, max: 0.03 }, '20 ms (18–30)'],
  [{ median: 2, min: 2, max: 2 }, '2.00 s'],
])('%j is shown as %s', (summary, text) => {
  expect(formatSpread(summary)).toBe(text);
});

test.each([
  [1.234, '1.23 ×'],
  [12.34, '12.3 ×'],
  [undefined, '-'],
])('a ratio of %d is shown as %s', (value, text) => {
  expect(formatRatio(value)).toBe(text);
});

const one = (value) => ({ median: value, min: value, max: value });

test('rows are sorted by time, and what does not count is last', () => {
  const rows = [
    { title: 'slow', wall: one(3), cpu: one(4), ran: 2, timesOurs: 3, timesFloor: 6 },
    { title: 'stale', wall: one(1), cpu: one(1), ran: 0, timesOurs: 1, invalid: 'replayed a:test' },
    { title: 'quick', wall: one(2), cpu: one(1), timesOurs: 1, timesFloor: 2 },
  ];
  expect(markdownRows(tableOf(rows))).toBe(
    [
      '|  | wall | CPU | of ours | of the floor | ran |',
      '| --- | ---: | ---: | ---: | ---: | ---: |',
      '| quick | 2.00 s | 1.00 s | 1.00 × | 2.00 × | - |',
      '| slow | 3.00 s | 4.00 s | 3.00 × | 6.00 × | 2 |',
      '| stale (invalid: replayed a:test) | 1.00 s | 1.00 s | 1.00 × | - | 0 |',
    ].join('\n'),
  );
});

test('columns of text are aligned, numbers to the right', () => {
  expect(
    alignColumns([
      ['', 'wall'],
      ['ours', '1 s'],
    ]),
  ).toBe('       wall\nours    1 s');
});
