import { expect, it } from 'vitest';
import { straceArguments, traced, tracePrefix } from './traced.js';

const program = { command: '/venv/bin/ruff', args: ['check', '.'], task: 'a:test:unit' };

it.each([
  ['without the variable', program, {}],
  ['with an empty one', program, { NX_SIGNAL_TRACE: '' }],
  ['for what is no tool of a task', { ...program, task: undefined }, { NX_SIGNAL_TRACE: '/t' }],
])('leaves a program as it is %s', (_when, given, variables) => {
  expect(traced(given, variables)).toEqual({ command: '/venv/bin/ruff', args: ['check', '.'] });
});

it('puts strace before the tool of a task, with a file of its own each time', () => {
  const [first, second] = [1, 2].map(() => traced(program, { NX_SIGNAL_TRACE: '/t' }));
  expect(first?.command).toBe('strace');
  const [file, ...rest] = first?.args.slice(straceArguments.length + 1) ?? [];
  expect(file?.startsWith(`/t/${tracePrefix('a:test:unit')}${process.pid}-`)).toBe(true);
  expect(rest).toEqual(['--', '/venv/bin/ruff', 'check', '.']);
  expect(second?.args).not.toEqual(first?.args);
});

it('tells the files of tasks apart whose names begin alike', () => {
  expect(`${tracePrefix('a:test:unit')}1`.startsWith(tracePrefix('a:test'))).toBe(false);
});
