import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { toolTask, toolWorkspace } from '../../testing/tool-task.js';
import type { TestOptions } from '../tool-task.js';
import { clearCoverage, coverageVariables, judgeCoverage } from './coverage.js';

const base: TestOptions = {
  kind: 'test',
  environment: '.',
  paths: ['tests'],
  report: 'out',
  coverage: { lines: 60, source: ['src'], omit: [] },
};
const whole = {
  files: {},
  totals: { num_statements: 2, covered_lines: 1, percent_covered_display: '50' },
  fail_under: null,
};
const said = { success: true, output: 'said\n' };

function judged(left: object | undefined, options: Partial<TestOptions> = {}, result = said) {
  const files = left === undefined ? {} : { 'out/coverage.json': JSON.stringify(left) };
  const root = temporaryFolder({ 'uv.lock': '', ...files });
  return judgeCoverage(result, toolTask({ ...base, ...options }), toolWorkspace(root));
}

describe('a run of tests that measures', () => {
  const rows: [
    title: string,
    left: object | undefined,
    options: Partial<TestOptions>,
    code: string | undefined,
  ][] = [
    [
      'passes where enough was run',
      whole,
      { coverage: { lines: 50, source: [], omit: [] } },
      undefined,
    ],
    ['fails where too little was', whole, {}, 'COVERAGE_LOW'],
    ['fails without coverage.py', { missing: 'No module named coverage' }, {}, 'COVERAGE_MISSING'],
    ['fails where it cannot measure', { error: 'NoDataError' }, {}, 'COVERAGE_FAILED'],
    ['fails where nothing came of it', undefined, {}, 'COVERAGE_FAILED'],
    ['does not, with typed arguments', undefined, { isTyped: true }, undefined],
  ];
  it.each(rows)('%s', (_title, left, options, code) => {
    const { success, output } = judged(left, options);
    expect([success, /error \[(\w+)\]/.exec(output)?.[1]]).toEqual([code === undefined, code]);
    expect(output.startsWith('said\n')).toBe(true);
  });

  it('says nothing of coverage where a test has failed', () => {
    const failed = { success: false, output: 'failed\n' };
    expect(judged(whole, {}, failed)).toEqual(failed);
  });

  it('tells how to add coverage.py', () => {
    expect(judged({ missing: '' }).output).toContain('uv add --group dev coverage');
  });
});

it('measures nothing of projects inside, and branches where they must reach something', () => {
  const task = toolTask(
    { ...base, coverage: { branches: 1, source: ['.'], omit: ['tests/*'] } },
    { nested: ['libs/a/in', 'libs/b'], coverageConfig: 'pyproject.toml' },
  );
  const { NX_SIGNAL_COVERAGE: text, COVERAGE_FILE } = coverageVariables(task, toolWorkspace('/w'));
  expect(JSON.parse(text ?? '')).toEqual({
    folder: '/w/out',
    root: '/w',
    config: '/w/pyproject.toml',
    source: ['.'],
    omit: ['tests/*', 'in/*'],
    branch: true,
  });
  expect(COVERAGE_FILE).toBe('/w/out/measured/.coverage');
});

it('takes away what an earlier run has left', () => {
  const root = temporaryFolder({
    'out/coverage.json': '{}',
    'out/.coverage': '',
    'out/junit.xml': '',
  });
  clearCoverage(toolTask(base), toolWorkspace(root));
  const left = ['coverage.json', '.coverage', 'junit.xml'].map((name) =>
    existsSync(`${root}/out/${name}`),
  );
  expect(left).toEqual([false, false, true]);
});
