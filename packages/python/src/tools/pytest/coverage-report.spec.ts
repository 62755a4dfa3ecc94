import { describe, expect, it } from 'vitest';
import {
  type CoverageReport,
  coverageLines,
  percentText,
  rangesOf,
  shortfalls,
} from './coverage-report.js';

const totals = {
  num_statements: 3,
  covered_lines: 2,
  num_branches: 4,
  covered_branches: 1,
  percent_covered_display: '43',
};
const summary = { num_statements: 3, covered_lines: 2 };
const report: CoverageReport = {
  files: {
    'src/a/whole.py': { missing_lines: [], summary },
    'src/a/part.py': {
      missing_lines: [3],
      missing_branches: [
        [1, -1],
        [5, 6],
      ],
      summary,
    },
  },
  totals,
  fail_under: null,
};

it.each([
  [[], ''],
  [[1], '1'],
  [[1, 2, 3, 5, 7, 8], '1-3, 5, 7-8'],
])('lines %j are %j', (lines, text) => expect(rangesOf(lines)).toBe(text));

it.each([
  [100, '100 %'],
  [99.99, '99.9 %'],
  [66.666, '66.6 %'],
  [0, '0 %'],
])('%d is told as %s, which is never more than it is', (percent, text) =>
  expect(percentText(percent)).toBe(text),
);

it('tells figures, and what was not run', () => {
  expect(coverageLines(report).split('\n')).toEqual([
    'coverage: 66.6 % of lines (2 of 3), 25 % of branches (1 of 4)',
    '  src/a/part.py  3, 1->exit, 5->6',
  ]);
});

describe('what is below its threshold', () => {
  const rows: [title: string, thresholds: object, under: number | null, low: string[]][] = [
    ['nothing where none is set', {}, null, []],
    ['nothing where all are reached', { lines: 66.6, branches: 25 }, 43, []],
    ['lines', { lines: 67 }, null, ['66.6 % of lines, below 67 %']],
    ['branches', { branches: 25.1 }, null, ['25 % of branches, below 25.1 %']],
    ['what coverage.py asks for', {}, 43.5, ['43 % in all, below fail_under = 43.5']],
  ];
  it.each(rows)('%s', (_title, thresholds, fail_under, low) => {
    expect(shortfalls({ ...report, fail_under }, thresholds)).toEqual(low);
  });

  it('is nothing of nothing', () => {
    const none = { num_statements: 0, covered_lines: 0, percent_covered_display: '100' };
    const empty = { files: {}, totals: none, fail_under: 100 };
    expect(shortfalls(empty, { lines: 100, branches: 100 })).toEqual([]);
  });
});
