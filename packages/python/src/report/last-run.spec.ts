import { describe, expect, it } from 'vitest';
import { reportOf, taskOf } from '../testing/signal-report.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { failureIn } from './failure-in.js';
import { lastRunText } from './last-run.js';

describe('the last run', () => {
  it('is told by what failed in it', () => {
    const folder = temporaryFolder({
      'terminalOutputs/1':
        'a:lint failed: 1 finding\n  x.py:1  F401  unused\n  again: npx nx run a:lint x.py\n\nF401 ...\n',
      'terminalOutputs/2': '\u001b[31merror [LOCK_STALE]: old\u001b[0m\n\nhint: uv lock\n',
    });
    const report = reportOf({
      verdict: 'broken',
      tasks: [
        taskOf('b:test:unit', { status: 'broken', hash: '2' }),
        taskOf('a:lint', { status: 'failure', hash: '1' }),
        taskOf('c:lint', { source: 'local', hash: '3' }),
      ],
    });
    expect(lastRunText(report, folder).split('\n')).toEqual([
      'nx run-many -t signal at 2026-11-28T23:00:00.000Z: 3 tasks, 1 of them replayed, 2 failed: broken: a task could not do its work',
      '',
      'a:lint failed: 1 finding',
      '  x.py:1  F401  unused',
      '  again: npx nx run a:lint x.py',
      `  full output: ${folder}/terminalOutputs/1`,
      '',
      'b:test:unit failed',
      '  error [LOCK_STALE]: old',
      '  hint: uv lock',
      `  full output: ${folder}/terminalOutputs/2`,
    ]);
  });

  it('is told by its findings where Nx has kept no text', () => {
    const finding = { task: 'a:lint', project: 'a', tool: 'ruff', severity: 'error' } as const;
    const place = {
      file: 'x.py',
      line: 3,
      column: null,
      test: null,
      code: 'F401',
      message: 'unused',
    };
    const report = reportOf({
      verdict: 'interrupted',
      tasks: [taskOf('a:lint', { status: 'failure' }), taskOf('b:lint', { status: 'unfinished' })],
      findings: [{ ...finding, ...place }],
    });
    const text = lastRunText(report, temporaryFolder());
    expect(text).toContain('interrupted: the run did not finish');
    expect(text).toContain('a:lint: failure\n  x.py:3  F401  unused\n\nb:lint: unfinished');
    expect(lastRunText(report, temporaryFolder(), true)).toContain('still running');
    const run = { ...report.run, command: 'nxw run a:lint' };
    expect(lastRunText({ ...report, run }, temporaryFolder())).toMatch(/^\.\/nx run a:lint at /);
  });
});

it('a digest is found wherever it stands', () => {
  const digest = 'a:t failed: 2 findings\n  x.py:1  E  m\n  again: npx nx run a:t';
  expect(failureIn('a:t', `text\n\n${digest}\n\nmore\n`)).toBe(digest);
  expect(failureIn('a:t', `text\n\n${digest}`)).toBe(digest);
});
