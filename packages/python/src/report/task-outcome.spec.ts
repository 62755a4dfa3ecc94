import { expect, it } from 'vitest';
import { formatError, SignalError } from '../errors.js';
import { type Outcome, readOutcome } from './task-outcome.js';

const task = { id: 'a:lint', project: 'a', tool: 'ruff' };
const errorText = (code: 'LOCK_STALE' | 'INPUTS_UNDECLARED' | 'TIMEOUT') =>
  `text of the tool\n${formatError(
    new SignalError({
      code,
      message: 'what happened',
      place: { file: 'a/pyproject.toml', line: 3, key: 'x' },
      hint: 'do it',
    }),
  )}\n`;
const found = { file: 'a/x.py', line: 1, column: 2, code: 'F401', message: 'unused' };

it.each<[string, Outcome, string, (string | null)[]]>([
  ['a success', { success: true, output: errorText('LOCK_STALE') }, 'success', []],
  ['a skip', { success: false, status: 'skipped', output: 'Skipped' }, 'skipped', []],
  ['findings', { success: false, output: 'x', findings: [found] }, 'failure', ['F401']],
  ['text of another form', { success: false, output: 'x' }, 'failure', []],
  [
    'an error that hides the result',
    { success: false, output: errorText('LOCK_STALE') },
    'broken',
    ['LOCK_STALE'],
  ],
  [
    'an error about the code',
    { success: false, output: errorText('INPUTS_UNDECLARED') },
    'failure',
    ['INPUTS_UNDECLARED'],
  ],
  [
    'findings and an error',
    { success: false, output: errorText('LOCK_STALE'), findings: [found] },
    'failure',
    ['F401', 'LOCK_STALE'],
  ],
  ['what was not foreseen', { success: false, output: 'error: EACCES\n' }, 'broken', [null]],
  [
    'the words of a tool',
    { success: false, output: 'x\nerror: no\nerror [E501]: long\n' },
    'failure',
    [],
  ],
])('%s', (_title, outcome, status, codes) => {
  const read = readOutcome(outcome, task);
  expect(read.status).toBe(status);
  expect(read.findings.map(({ code }) => code)).toEqual(codes);
});

it('a tool that was told to end is known, whoever told it', () => {
  const told = (how: string) =>
    readOutcome({ success: false, output: `error [TOOL_FAILED]: pytest ${how}.\n` }, task);
  expect(told('was killed by SIGTERM')).toMatchObject({ status: 'broken', isStopped: true });
  expect(told('was killed by SIGKILL')).toMatchObject({ status: 'broken', isStopped: false });
  const output = `E   x\n\u001b[31m${'!'.repeat(20)} KeyboardInterrupt ${'!'.repeat(20)}\u001b[0m\n`;
  expect(readOutcome({ success: false, output }, task).status).toBe('unfinished');
});

it('an error has its place', () => {
  const { findings } = readOutcome({ success: false, output: errorText('LOCK_STALE') }, task);
  expect(findings).toEqual([
    {
      task: 'a:lint',
      project: 'a',
      tool: 'nx-signal',
      severity: 'error',
      file: 'a/pyproject.toml',
      line: 3,
      column: null,
      test: null,
      code: 'LOCK_STALE',
      message: 'what happened',
    },
  ]);
});
