import { expect, test } from 'vitest';
import { parseArguments } from './arguments.mjs';

const known = { scenarios: ['cold', 'graph'], contenders: ['ours', 'bare'], mostRuns: 7 };

test('everything is measured unless something is named', () => {
  expect(parseArguments([], known)).toMatchObject({
    scenarios: ['cold', 'graph'],
    only: ['ours', 'bare'],
    projects: 50,
    runs: 5,
    docs: false,
  });
});

test('scenarios and contenders can be chosen', () => {
  const args = ['graph', '--only', 'bare', '--projects', '10', '--runs=1', '--out', 'x.json'];
  expect(parseArguments(args, known)).toMatchObject({
    scenarios: ['graph'],
    only: ['bare'],
    projects: 10,
    runs: 1,
    out: 'x.json',
  });
});

test.each([
  [['warm'], 'There is no scenario "warm": cold, graph.'],
  [['--only', 'ours,theirs'], 'There is no contender "theirs": ours, bare.'],
  [['--processes', '--docs'], '--processes takes time itself: not with --docs.'],
  [['--runs', '0'], '--runs must be a whole number from 1 to 7, not "0".'],
  [['--runs', '8'], '--runs must be a whole number from 1 to 7, not "8".'],
  [['--projects', '1'], '--projects must be a whole number of at least 2, not "1".'],
  [['--projects', 'many'], '--projects must be a whole number of at least 2, not "many".'],
])('%j is refused', (args, message) => {
  expect(() => parseArguments(args, known)).toThrow(message);
});
