import { expect, it } from 'vitest';
import { adoptionTable } from './docs.mjs';

const entry = { id: 'a/b', commit: '0123456789abcdef', shape: 'one package' };
const projects = [{ name: 'x' }, { name: 'y' }];
const init = 'Changed:\n    "extras": "*", because Makefile:2 installs all extras\n';
const graph = { projects, edges: 1, missing: [], more: [] };
const selection = { affected: ['x'], expected: ['x'] };
const lastRow = (one) => adoptionTable([one]).split('\n')[4];

it('has a row for each repository', () => {
  const runs = {
    verdicts: [
      { green: true, hand: { green: true } },
      { green: false, hand: { green: false } },
      { green: true },
    ],
    different: [],
    notReplayed: [],
  };
  const lintAlone = { tasks: 2, environments: [] };
  const result = { init, graph, lintAlone, runs, selection: { ...selection, ran: ['x'] } };
  expect(lastRow({ entry, result })).toBe(
    '| [a/b](https://github.com/a/b/tree/0123456789) | one package | 2 | 1 | 2 of 2, 1 red both ways | all 2 replayed | none for 2 | 1 of 2, expected 1; 1 ran |  | nothing |',
  );
});

it('shows what differs', () => {
  const other = {
    ...graph,
    missing: [{ edge: 'x -> y', explained: 'why' }],
    more: [{ edge: 'y -> x' }],
  };
  const one = verdict(true, false);
  const runs = { verdicts: [one], different: [one], notReplayed: ['x:lint'] };
  const before = { graph, selection: { affected: ['x', 'y'] } };
  const lintAlone = { tasks: 1, environments: ['.venv'] };
  expect(
    lastRow({ entry, result: { init, graph: other, lintAlone, runs, selection }, before }),
  ).toContain(
    '| 2 | 1; 1 explained, **1 differ** | 0 of 1 | **1 of 1 ran** | **.venv** for 1 | 1 of 2, expected 1 | 2 of 2 | nothing |',
  );
  const failed = { failed: 'why' };
  expect(lastRow({ entry, result: { init, graph, selection }, before: failed })).toContain(
    'no graph',
  );
});

it('names the commands by hand', () => {
  const own = { lint: 'ruff check .' };
  const table = adoptionTable([{ entry: { ...entry, own }, result: { init, graph, selection } }]);
  expect(table).toContain('- a/b: `lint` by hand is `ruff check .`.');
  expect(table).toContain(
    '- a/b: `init` sets "extras": "*", because Makefile:2 installs all extras.',
  );
});

function verdict(green, hand) {
  return { green, hand: { green: hand } };
}

it('counts those in which nothing differs', () => {
  const of = (different, line) => {
    const verdicts = [verdict(true, !different)];
    const runs = { verdicts, different: different ? verdicts : [], notReplayed: [] };
    return { entry: { ...entry, line }, result: { init, graph, runs, selection } };
  };
  const all = [of(false), of(true), of(false, 'a line'), { entry, result: { init, graph } }];
  expect(adoptionTable(all)).toMatch(/^Graphs of 4 repositories .* ran in 3 of them\. In \*\*1 of/);
  expect(adoptionTable(all)).toContain('2 of 3 verdicts are equal');
});
