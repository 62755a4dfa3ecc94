import { expect, test } from 'vitest';
import { bare } from './bare.mjs';
import { moon } from './moon.mjs';
import { nxCommands } from './nx-commands.mjs';
import { ours } from './ours.mjs';
import { oursNow } from './ours-now.mjs';
import { turbo } from './turbo.mjs';

const plan = { projects: [{ name: 'a' }, { name: 'b' }] };
const read = (contender, ...lines) => contender.read({ output: lines.join('\n') }, plan);

test('ours: quoted names, ours and Nx’s words for a replay', () => {
  const outcome = read(
    ours,
    '> nx run a:lint',
    '> nx run a:"test:unit"  [local cache]',
    '4 passed in 0.02s',
    '> nx run b:typecheck  [existing outputs match the cache, left as is]',
    '> nx run root:python-inputs',
  );
  expect(outcome).toEqual({ ran: ['a:lint'], cached: ['a:test', 'b:typecheck'], tests: 4 });
});

test('now: the tasks of its JSON, whatever is said before it', () => {
  const tasks = [
    { project: 'a', target: 'test:unit', status: 'success', source: 'ran' },
    { project: 'a', target: 'lint', status: 'success', source: 'local' },
    { project: 'b', target: 'lint', status: 'failure', source: 'ran' },
  ];
  const outcome = read(oursNow, 'Making the environment', JSON.stringify({ tasks }, null, 2));
  expect(outcome).toEqual({ ran: ['a:test'], cached: ['a:lint'] });
  expect(read(oursNow, 'error: none')).toEqual({ ran: [], cached: [] });
});

test('plain commands on Nx', () => {
  const outcome = read(nxCommands, '> nx run a:test', '=== 3 passed, 1 skipped in 0.1s ===');
  expect(outcome).toEqual({ ran: ['a:test'], cached: [], tests: 3 });
});

test('Turborepo: a task of the root stands for all projects', () => {
  const outcome = read(
    turbo,
    'bench-root:check:mypy: cache hit, replaying logs 1f',
    'a:test: cache miss, executing 2f',
    'a:test: === 4 passed in 0.46s ===',
    'b:test: cache hit, replaying logs 3f',
  );
  expect(outcome).toEqual({
    ran: ['a:test'],
    cached: ['a:typecheck', 'b:typecheck', 'b:test'],
    tests: 4,
  });
});

test('moon: started, finished and replayed tasks', () => {
  const outcome = read(
    moon,
    '▮▮▮▮ a:test (148e75d2)',
    'a:test | === 4 passed in 0.46s ===',
    '▮▮▮▮ a:test (1s 20ms, 148e75d2)',
    '▮▮▮▮ a:lint (48ms, 531be5ff)',
    '▮▮▮▮ b:typecheck (cached, 531be5ff)',
  );
  expect(outcome).toEqual({ ran: ['a:test', 'a:lint'], cached: ['b:typecheck'], tests: 4 });
});

test('the bare tools: all of them must be green', () => {
  const green = [
    'All checks passed!',
    '5 files already formatted',
    'Success: no issues found in 5 source files',
    '8 passed in 0.1s',
  ];
  expect(read(bare, ...green).ran).toHaveLength(6);
  expect(read(bare, ...green.slice(1)).ran).toEqual([]);
});
