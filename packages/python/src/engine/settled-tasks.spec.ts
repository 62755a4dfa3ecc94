import type { ProjectGraph, Task, TaskGraph } from '@nx/devkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TaskHash } from '../nx-internal-hashes.js';
import { settledTasks, usesCache } from './settled-tasks.js';

const hash = (value: string): TaskHash => ({ value, details: { command: '', nodes: {} } });

const nodes = {
  a: {
    data: {
      targets: { run: { executor: '@nx-signal/python:check' }, all: { executor: 'nx:noop' } },
    },
  },
} as unknown as ProjectGraph['nodes'];

const task = (id: string, more: Partial<Task> = {}): Task =>
  ({
    id,
    cache: true,
    outputs: [`out/${id}`],
    target: { project: 'a', target: 'run' },
    ...more,
  }) as Task;

const aggregate = { cache: false, target: { project: 'a', target: 'all' } };

/** Tasks, each with the ids of those that it waits for. */
function graphOf(tasks: [Task, ...string[]][]): TaskGraph {
  const edges = tasks.map(([{ id }, ...before]) => [id, before.map((one) => ({ id: one }))]);
  return {
    roots: [],
    tasks: Object.fromEntries(tasks.map(([one]) => [one.id, one])),
    dependencies: Object.fromEntries(edges),
    continuousDependencies: {},
  };
}

/** Of these the hash is known, and the others have to be hashed. */
const settled = (taskGraph: TaskGraph, ids: readonly string[], there: readonly string[] = ids) =>
  [
    ...settledTasks({ nodes }, taskGraph, {
      hashes: new Map(ids.map((id) => [id, hash(`hash of ${id}`)])),
      isThere: (value, [output]) =>
        there.some((id) => value === `hash of ${id}` && output === `out/${id}`),
    }),
  ].sort();

describe('tasks that Nx is not handed', () => {
  it('have the hash that they had, and their outputs', () => {
    const tasks = graphOf([[task('x')], [task('y')], [task('z')]]);
    expect(settled(tasks, ['x', 'y'], ['y', 'z'])).toEqual(['y']);
  });

  it('can be replayed', () => {
    const tasks = graphOf([
      [task('x', { cache: false })],
      [task('y', { continuous: true })],
      [task('z')],
    ]);
    expect(settled(tasks, ['x', 'y', 'z'])).toEqual(['z']);
    expect(
      settled({ ...tasks, continuousDependencies: { z: [{ id: 'y' }] } } as never, ['y', 'z']),
    ).toEqual([]);
  });

  it('wait for none that has to be done, which may fail', () => {
    const tasks = graphOf([
      [task('x'), 'all'],
      [task('all', aggregate), 'first'],
      [task('first')],
      [task('other')],
    ]);
    expect(settled(tasks, ['x', 'other'])).toEqual(['other']);
    expect(settled(tasks, ['x', 'other', 'first'])).toEqual(['all', 'first', 'other', 'x']);
  });

  it('are all that have nothing open before them, and no others', () => {
    // Each waits for some of those before it.
    const graphs = fc.array(fc.record({ isOpen: fc.boolean(), edges: fc.array(fc.nat(30)) }), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(graphs, (all) => {
        const before = all.map(({ edges }, index) => edges.filter((edge) => edge < index));
        const tasks = graphOf(
          before.map((edges, index) => [task(String(index)), ...edges.map(String)]),
        );
        const isFree = (index: number): boolean =>
          all[index]?.isOpen === false && (before[index] ?? []).every(isFree);
        const known = all.flatMap(({ isOpen }, index) => (isOpen ? [] : String(index)));
        const free = all.flatMap((_, index) => (isFree(index) ? String(index) : []));
        expect(settled(tasks, known)).toEqual(free.sort());
      }),
    );
  });
});

it.each([
  [{}, true],
  [{ NX_SKIP_NX_CACHE: 'true' }, false],
  [{ NX_DISABLE_NX_CACHE: '1' }, false],
])('with %j, whether Nx replays: %s', (env, uses) => {
  expect(usesCache(env)).toBe(uses);
});
