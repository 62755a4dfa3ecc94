import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toolTask, toolWorkspace } from '../../testing/tool-task.js';
import { pythonFile } from '../python-file.js';
import type { TestOptions, ToolTask } from '../tool-task.js';
import { pytestSteps } from './run.js';

const base: TestOptions = {
  kind: 'test',
  environment: '.',
  paths: ['tests/unit'],
  report: 'dist/reports/a/test-unit',
};

function stepOf(options: Partial<TestOptions> = {}, task: Partial<ToolTask> = {}) {
  const all = { ...base, ...options };
  const [step] = pytestSteps(toolTask(all, { id: 'a:test:unit', ...task }), toolWorkspace('/repo'));
  if (!step) throw new Error('no step');
  return step;
}

const none = pythonFile(join('no-settings', 'pytest.ini'));
const junit = '--junit-xml=/repo/dist/reports/a/test-unit/junit.xml';
const cache = ['-o', 'cache_dir=/repo/cache/pytest/a+test+unit'];

describe('arguments of pytest', () => {
  const rows: [
    title: string,
    options: Partial<TestOptions>,
    task: Partial<ToolTask>,
    args: string[],
  ][] = [
    ['a folder', {}, {}, ['tests/unit', junit, ...cache]],
    [
      'several folders without some inside',
      { paths: ['qa', 'tests'], ignore: ['tests/db', 'qa/x'] },
      {},
      ['qa', 'tests', '--ignore=tests/db', '--ignore=qa/x', junit, ...cache],
    ],
    [
      'projects inside the project',
      { paths: ['.'] },
      { nested: ['libs/a/sub', 'libs/b'] },
      ['.', '--ignore=sub', junit, ...cache],
    ],
    [
      'projects inside the root project',
      { paths: ['.'] },
      { project: '.', nested: ['libs/a'] },
      ['.', '--ignore=libs/a', junit, ...cache],
    ],
    ['markers', { markers: 'not slow' }, {}, ['tests/unit', '-m', 'not slow', junit, ...cache]],
    ['own arguments last', { args: ['-x'] }, {}, ['tests/unit', junit, ...cache, '-x']],
    [
      'a cache of its own for each task, whatever its name',
      {},
      { id: '@shop/a:test:unit' },
      ['tests/unit', junit, '-o', 'cache_dir=/repo/cache/pytest/+shop+a+test+unit'],
    ],
  ];
  it.each(rows)('%s', (_title, options, task, args) => {
    const folder = join('/repo', task.project ?? 'libs/a');
    const settings = [`-c${none}`, `--rootdir=${folder}`, `--confcutdir=${folder}`];
    expect(stepOf(options, task).invocation.args).toEqual([...settings, ...args]);
  });

  it('it runs in the project, and measures coverage into its report', () => {
    expect(stepOf().invocation).toMatchObject({
      command: '/repo/.venv/bin/pytest',
      cwd: '/repo/libs/a',
      env: { COVERAGE_FILE: '/repo/dist/reports/a/test-unit/.coverage' },
    });
  });
});

describe('how pytest ended', () => {
  const rows: [exitCode: number, success: boolean, more: string][] = [
    [0, true, ''],
    [1, false, ''],
    [2, false, ''],
    [3, false, ''],
    [4, false, ''],
    [5, true, 'No tests were collected, which counts as success.\n'],
  ];
  it.each(rows)('%i', async (exitCode, success, more) => {
    const result = { signal: undefined, timedOut: false, startError: undefined };
    expect(await stepOf().judge({ ...result, exitCode, output: 'said\n' })).toEqual({
      success,
      output: `said\n${more}`,
    });
  });
});
