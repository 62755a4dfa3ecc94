import { expect, it } from 'vitest';
import { parseTasks } from './parse-tasks.mjs';

it('reads what ran, what was replayed and what failed', () => {
  const output = [
    '> nx run a:lint',
    '',
    '> nx run libs/b:"test:unit"  [local cache]',
    '> nx run a:typecheck',
    'error: no',
    ' NX   Ran targets lint, typecheck for 2 projects',
    'Failed tasks:',
    '',
    '- a:typecheck',
    '',
    'Hint: run with --verbose',
  ].join('\n');
  expect(parseTasks(output)).toEqual({
    'a:lint': { green: true, cached: false },
    'libs/b:test:unit': { green: true, cached: true },
    'a:typecheck': { green: false, cached: false },
  });
});
