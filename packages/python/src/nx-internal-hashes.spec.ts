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

/** All tasks that there are, as far as Nx knew. */
let known: string[][] = [];

/** One that Nx would have made for this graph. */
function hasherOf(projectGraph: ProjectGraph) {
  return Object.assign(Object.create(InProcessTaskHasher.prototype), { projectGraph });
}

beforeAll(async () => {
  const { prototype } = InProcessTaskHasher;
  const { hashTask, hashTasks, hashTasksUpfront } = prototype;
  expect([hashTask, hashTasks, hashTasksUpfront].map((one) => typeof one)).toEqual(
    Array(3).fill('function'),
  );
  const note = (tasks: Task[], whole: TaskGraph) => {
    asked.push(tasks.map(({ id }) => id));
    known.push(Object.keys(whole.tasks));
  };
  prototype.hashTask = async (one: Task, whole: TaskGraph) => {
    note([one], whole);
    return hashed(`new ${one.id}`);
  };
  prototype.hashTasks = async (tasks: Task[], whole: TaskGraph) => {
    note(tasks, whole);
    return tasks.map(({ id }) => hashed(`new ${id}`));
  };
  // It leaves out those that have to wait for outputs of others.
  prototype.hashTasksUpfront = async (tasks: Task[], whole: TaskGraph) => {
    note(tasks, whole);
    const ready = tasks.filter(({ id }) => id !== 'later');
    return Object.fromEntries(ready.map(({ id }) => [id, hashed(`new ${id}`)]));
  };
  await knowHashes();
});

afterEach(() => {
  asked = [];
  known = [];
  useHashes();
});

const tasks = ['a', 'b', 'later'].map(task);

it('has Nx hash what is not known, in the order that it asks for', async () => {
  useHashes({ graph, taskGraph, hashes: new Map([['b', hashed('old b')]]) });
  const hashes = await hasherOf(graph).hashTasks(tasks, taskGraph, {});
  expect(hashes).toEqual(['new a', 'old b', 'new later'].map(hashed));
  expect(await hasherOf(graph).hashTasksUpfront(tasks, taskGraph, {})).toEqual({
    a: hashed('new a'),
    b: hashed('old b'),
  });
  expect(asked).toEqual(Array(2).fill(['a', 'later']));
});

it('asks Nx for nothing where all is known', async () => {
  useHashes({ graph, taskGraph, hashes: new Map(tasks.map(({ id }) => [id, hashed(id)])) });
  expect(await hasherOf(graph).hashTasks(tasks, taskGraph, {})).toEqual(
    tasks.map(({ id }) => hashed(id)),
  );
  expect(Object.keys(await hasherOf(graph).hashTasksUpfront(tasks, taskGraph, {}))).toHaveLength(3);
  expect(asked).toEqual([]);
});

it('has Nx hash all of another graph, and all where nothing is known', async () => {
  useHashes({ graph, taskGraph, hashes: new Map([['b', hashed('old b')]]) });
  const [, other] = await hasherOf({ ...graph }).hashTasks(tasks, taskGraph, {});
  useHashes();
  const [, none] = await hasherOf(graph).hashTasks(tasks, taskGraph, {});
  expect([other, none]).toEqual(Array(2).fill(hashed('new b')));
});

it('has Nx hash by what a task waits for, though it was not handed that', async () => {
  const all = { a: task('a'), b: task('b'), c: task('c') };
  const edges = { a: [{ id: 'b', optional: false }], b: [], c: [] };
  const whole = { roots: ['b', 'c'], tasks: all, dependencies: edges, continuousDependencies: {} };
  const part = { ...taskGraph, tasks: { a: all.a } };
  useHashes({ graph, taskGraph: whole as never, hashes: new Map() });
  const hasher = hasherOf(graph);
  await hasher.hashTasks([all.a], part, {});
  await hasher.hashTasksUpfront([all.a], part, {});
  await hasher.hashTask(all.a, part, {});
  expect(known).toEqual(Array(3).fill(['a', 'b']));
  await hasherOf({ ...graph }).hashTask(all.a, part, {});
  expect(known.at(-1)).toEqual(['a']);
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
