import { createRequire } from 'node:module';
import type { ProjectGraph, Task, TaskGraph } from '@nx/devkit';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { hashOf, knowHashes, type TaskHash, useHashes, variablesOf } from './nx-internal-hashes.js';

const { InProcessTaskHasher } = createRequire(import.meta.url)('nx/src/hasher/task-hasher.js');

const hashed = (value: string): TaskHash => ({
  value,
  details: { command: '', nodes: { part: value } },
});
const task = (id: string) => ({ id }) as Task;
const taskGraph: TaskGraph = { roots: [], tasks: {}, dependencies: {}, continuousDependencies: {} };
const graph: ProjectGraph = { nodes: {}, dependencies: {} };

/** What Nx was asked to hash. */
let asked: string[][] = [];

/** One that Nx would have made for this graph. */
function hasherOf(projectGraph: ProjectGraph) {
  return Object.assign(Object.create(InProcessTaskHasher.prototype), { projectGraph });
}

beforeAll(async () => {
  const { prototype } = InProcessTaskHasher;
  expect([typeof prototype.hashTasks, typeof prototype.hashTasksUpfront]).toEqual(
    Array(2).fill('function'),
  );
  const note = (tasks: Task[]) => asked.push(tasks.map(({ id }) => id));
  prototype.hashTasks = async (tasks: Task[]) => {
    note(tasks);
    return tasks.map(({ id }) => hashed(`new ${id}`));
  };
  // It leaves out those that have to wait for outputs of others.
  prototype.hashTasksUpfront = async (tasks: Task[]) => {
    note(tasks);
    const ready = tasks.filter(({ id }) => id !== 'later');
    return Object.fromEntries(ready.map(({ id }) => [id, hashed(`new ${id}`)]));
  };
  await knowHashes();
});

afterEach(() => {
  asked = [];
  useHashes();
});

const tasks = ['a', 'b', 'later'].map(task);

it('has Nx hash what is not known, in the order that it asks for', async () => {
  useHashes({ graph, hashes: new Map([['b', hashed('old b')]]) });
  const hashes = await hasherOf(graph).hashTasks(tasks, taskGraph, {});
  expect(hashes).toEqual(['new a', 'old b', 'new later'].map(hashed));
  expect(await hasherOf(graph).hashTasksUpfront(tasks, taskGraph, {})).toEqual({
    a: hashed('new a'),
    b: hashed('old b'),
  });
  expect(asked).toEqual(Array(2).fill(['a', 'later']));
});

it('asks Nx for nothing where all is known', async () => {
  useHashes({ graph, hashes: new Map(tasks.map(({ id }) => [id, hashed(id)])) });
  expect(await hasherOf(graph).hashTasks(tasks, taskGraph, {})).toEqual(
    tasks.map(({ id }) => hashed(id)),
  );
  expect(Object.keys(await hasherOf(graph).hashTasksUpfront(tasks, taskGraph, {}))).toHaveLength(3);
  expect(asked).toEqual([]);
});

it('has Nx hash all of another graph, and all where nothing is known', async () => {
  useHashes({ graph, hashes: new Map([['b', hashed('old b')]]) });
  const [, other] = await hasherOf({ ...graph }).hashTasks(tasks, taskGraph, {});
  useHashes();
  const [, none] = await hasherOf(graph).hashTasks(tasks, taskGraph, {});
  expect([other, none]).toEqual(Array(2).fill(hashed('new b')));
});

it('takes the hash of a task that has one', () => {
  const details = { command: '', nodes: {} };
  expect(hashOf({ ...task('a'), hash: '1', hashDetails: details })).toEqual({
    value: '1',
    details,
  });
  expect(hashOf({ ...task('a'), hash: '1' })).toBeUndefined();
  expect(hashOf(task('a'))).toBeUndefined();
});

it.each([
  [
    'of some tasks are theirs',
    { a: { A: '1' }, b: { A: '2' }, c: { A: '3' } },
    ['a', 'c'],
    { a: { A: '1' }, c: { A: '3' } },
  ],
  ['that all have stay what they are', { A: '1', a: 'x' }, ['a'], { A: '1', a: 'x' }],
  [
    'of which some are not known stay what they are',
    { a: { A: '1' } },
    ['a', 'b'],
    { a: { A: '1' } },
  ],
])('variables %s', (_what, variables, ids, own) => {
  expect(variablesOf(ids.map(task), variables)).toEqual(own);
});
