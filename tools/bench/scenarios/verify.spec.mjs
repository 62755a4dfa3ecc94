import { expect, test } from 'vitest';
import { taskIds } from '../contenders/tasks.mjs';
import { findFault } from './verify.mjs';

const scope = ['a', 'b'];
const green = { ran: taskIds(['a']), cached: taskIds(['b']), tests: 8 };
const run = (outcome, status = 0) => ({ status, outcome: { ...green, ...outcome } });

test('a run that did everything counts', () => {
  expect(findFault(run({}), { scope, mustRun: taskIds(['a']) })).toBeUndefined();
  const replayed = run({ ran: [], cached: taskIds(scope) });
  expect(findFault(replayed, { scope, replayAll: true })).toBeUndefined();
});

test.each([
  ['a red run', run({}, 1), { scope }, 'ended with exit code 1'],
  [
    'a task that is missing',
    run({ cached: taskIds(['b'], ['lint', 'test']) }),
    { scope },
    'did not do b:typecheck',
  ],
  [
    'a stale result',
    run({}),
    { scope, mustRun: taskIds(['b'], ['typecheck', 'test']) },
    'replayed b:typecheck and 1 more although its inputs changed',
  ],
  [
    'a task that ran for nothing',
    run({ ran: ['a:lint'], cached: [...taskIds(['a'], ['typecheck', 'test']), ...taskIds(['b'])] }),
    { scope, replayAll: true },
    'ran a:lint although nothing changed',
  ],
  ['tests that are missing', run({ tests: 7 }), { scope }, 'shows 7 tests instead of 8'],
])('%s does not count', (_name, measured, expectation, message) => {
  expect(findFault(measured, expectation)).toBe(message);
});
