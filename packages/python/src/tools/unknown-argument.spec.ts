import { expect, it } from 'vitest';
import { toolTask } from '../testing/tool-task.js';
import type { ToolOptions } from './tool-task.js';
import { withNearestOption } from './unknown-argument.js';

const test: ToolOptions = { kind: 'test', environment: '.', paths: [], report: 'dist' };
const types: ToolOptions = { kind: 'typecheck', tool: 'mypy', environment: '.', paths: [] };

const rows: [options: ToolOptions, args: string[], output: string, hint: string | undefined][] = [
  [test, ['--exitfrist'], 'error: unrecognized arguments: --exitfrist\n', '--exitfirst'],
  [test, ['--timeot=5'], 'error: unrecognized arguments: --timeot=5\n', '--timeout'],
  [test, ['--snapshot-dir=x'], 'error: unrecognized arguments: --snapshot-dir\n', undefined],
  [test, ['--exitfrist'], 'E  assert 1 == 2\n', undefined],
  [types, ['--stict'], 'mypy: error: unrecognized arguments: --stict\n', '--strict'],
  [{ kind: 'lint', environment: '.' }, ['--fxi'], "unexpected argument '--fxi' found\n", '--fix'],
];
it.each(rows)('%j %j: %j', (options, args, output, hint) => {
  const task = toolTask({ ...options, args, isTyped: true } as ToolOptions);
  const { output: shown } = withNearestOption({ success: false, output }, task);
  if (hint) expect(shown).toContain(`did you mean ${hint}?`);
  else expect(shown).toBe(output);
  const untyped = toolTask({ ...options, args } as ToolOptions);
  expect(withNearestOption({ success: false, output }, untyped).output).toBe(output);
});
