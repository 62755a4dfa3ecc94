import { describe, expect, it } from 'vitest';
import { toolTask, toolWorkspace } from '../../testing/tool-task.js';
import type { RuffOptions, ToolTask } from '../tool-task.js';
import { ruffSteps } from './run.js';

function stepsOf(kind: RuffOptions['kind'], task: Partial<ToolTask> = {}, args?: string[]) {
  const options: RuffOptions = { kind, environment: '.', ...(args ? { args } : {}) };
  return ruffSteps(toolTask(options, task), toolWorkspace('/repo'));
}

describe('calls of ruff', () => {
  type Row = [kind: RuffOptions['kind'], task: Partial<ToolTask>, args: string[], calls: string[]];
  const rows: Row[] = [
    ['lint', {}, [], ['check --exit-non-zero-on-fix libs/a', 'format --check libs/a']],
    ['fix', {}, [], ['check --fix-only libs/a', 'format libs/a']],
    ['lint', { project: '.' }, [], ['check --exit-non-zero-on-fix .', 'format --check .']],
    [
      'lint',
      { nested: ['libs/a/x', 'libs/a/y'] },
      [],
      [
        'check --exit-non-zero-on-fix libs/a --extend-exclude ./libs/a/x --extend-exclude ./libs/a/y',
        'format --check libs/a --config extend-exclude = ["./libs/a/x","./libs/a/y"]',
      ],
    ],
    ['lint', {}, ['-v'], ['check --exit-non-zero-on-fix -v libs/a', 'format --check -v libs/a']],
    ['fix', {}, ['--isolated'], ['check --fix-only --isolated libs/a', 'format --isolated libs/a']],
  ];
  it.each(rows)('%s of %j with %j', (kind, task, args, calls) => {
    const steps = stepsOf(kind, task, args);
    expect(steps.map(({ invocation }) => invocation.args.join(' '))).toEqual(calls);
  });

  it('are made from the workspace root, by the environment’s own ruff', () => {
    for (const { tool, executable, invocation } of stepsOf('lint')) {
      expect(tool).toBe('ruff');
      expect(executable).toBe('/repo/.venv/bin/ruff');
      expect(invocation).toMatchObject({ command: executable, cwd: '/repo', env: {} });
    }
  });
});

describe('what ruff said', () => {
  type Row = [
    call: 'check' | 'format',
    exitCode: number,
    said: string,
    success: boolean,
    shown: string,
  ];
  const rows: Row[] = [
    ['check', 0, 'All checks passed!\n', true, 'All checks passed!\n'],
    ['check', 1, 'x.py:1:1: F401\n', false, 'x.py:1:1: F401\n'],
    ['check', 2, 'ruff failed\n', false, 'ruff failed\n'],
    ['format', 0, '3 files already formatted\n', true, ''],
    ['format', 0, '1 file already formatted\n', true, ''],
    ['format', 0, 'warning: odd\n1 file already formatted\n', true, 'warning: odd\n'],
    [
      'format',
      1,
      'Would reformat: x.py\n1 file already formatted\n',
      false,
      'Would reformat: x.py\n1 file already formatted\n',
    ],
    ['format', 2, 'ruff failed\n', false, 'ruff failed\n'],
  ];
  it.each(rows)('%s, exit code %i: %j', (call, exitCode, output, success, shown) => {
    const step = stepsOf('lint')[call === 'check' ? 0 : 1];
    const end = { exitCode, output, signal: undefined, timedOut: false, startError: undefined };
    expect(step?.judge(end)).toEqual({ success, output: shown });
  });
});
