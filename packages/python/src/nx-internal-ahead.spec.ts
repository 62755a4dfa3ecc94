import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { ProjectGraph, Task, TaskGraph } from '@nx/devkit';
import { afterEach, expect, it, vi } from 'vitest';
import { type Batch, BatchAhead } from './nx-internal-ahead.js';
import { temporaryFolder } from './testing/temporary-folder.js';

const projectGraph: ProjectGraph = { nodes: {}, dependencies: {} };

function taskOf(id: string, more: object = {}): Task {
  const [project = '', target = ''] = id.split(':');
  return {
    id,
    target: { project, target },
    overrides: {},
    outputs: [],
    cache: true,
    parallelism: true,
    ...more,
  };
}

function graphOf(...tasks: Task[]): TaskGraph {
  return {
    roots: tasks.map(({ id }) => id),
    tasks: Object.fromEntries(tasks.map((task) => [task.id, task])),
    dependencies: Object.fromEntries(tasks.map(({ id }) => [id, []])),
    continuousDependencies: Object.fromEntries(tasks.map(({ id }) => [id, []])),
  };
}

function batchOf(...tasks: Task[]): Batch {
  return { projectGraph, batchTaskGraph: graphOf(...tasks), fullTaskGraph: graphOf(...tasks) };
}

/** Says which batches it is told of, and as often as it is told. */
const program = `process.on('message', ({ batchTaskGraph }) => {
  for (const task of Object.values(batchTaskGraph.tasks)) process.send(task);
});
`;

const workers: ChildProcess[] = [];
afterEach(() => {
  for (const worker of workers.splice(0)) worker.kill();
});

function startWorker(): ChildProcess {
  const worker = fork(join(temporaryFolder({ 'worker.cjs': program }), 'worker.cjs'));
  workers.push(worker);
  return worker;
}

const lint = taskOf('a:lint', { hash: '1' });
const tests = taskOf('a:test:unit');

it('keeps what a worker says until Nx has told it of the batch, which is told once', async () => {
  const worker = startWorker();
  const ahead = await BatchAhead.begin(worker, batchOf(lint, tests));
  const heard: unknown[] = [];
  // Another process has the same, and is heard as ever: by then this one has spoken as well.
  const other = startWorker();
  const spoken = new Promise((resolve) => other.once('message', resolve));
  other.send(batchOf(lint));
  await spoken;
  worker.on('message', (message) => heard.push((message as Task).id));
  await setImmediate();
  expect(heard).toEqual([]);
  ahead?.handOver();
  worker.send(batchOf(lint, tests));
  expect(heard).toEqual([]);
  await vi.waitFor(() => expect(heard).toEqual(['a:lint', 'a:test:unit']), { timeout: 20_000 });
  await setImmediate();
  expect(heard.length).toBe(2);
});

it('tells no hashes, as Nx does', async () => {
  const worker = startWorker();
  const ahead = await BatchAhead.begin(worker, batchOf(lint));
  const first = new Promise((resolve) => worker.once('message', resolve));
  ahead?.handOver();
  worker.send({});
  expect(await first).not.toHaveProperty('hash');
});

it.each<[what: string, batch: Batch]>([
  ['in any order', batchOf(tests, lint)],
  ['with what a run writes into tasks', batchOf({ ...lint, hash: '2', startTime: 1 }, tests)],
  ['with what is left out', batchOf({ ...lint, continuous: undefined } as never, tests)],
])('is of the same batch %s', async (_, batch) => {
  const ahead = await BatchAhead.begin(startWorker(), batchOf(lint, tests));
  expect(ahead?.isOf(batch)).toBe(true);
});

const whole = batchOf(lint, tests);
it.each<[what: string, batch: Batch]>([
  ['fewer tasks', batchOf(lint)],
  ['more tasks', batchOf(lint, tests, taskOf('b:lint'))],
  ['another run', { ...whole, fullTaskGraph: graphOf(lint, tests, taskOf('b:lint')) }],
  ['another graph', { ...whole, projectGraph: { ...projectGraph } }],
  ['other arguments', batchOf({ ...lint, overrides: { fix: true } }, tests)],
  [
    'other edges',
    {
      ...whole,
      batchTaskGraph: {
        ...graphOf(lint, tests),
        dependencies: { 'a:lint': [], 'a:test:unit': ['a:lint'] },
      },
    } as never,
  ],
])('is not of a batch with %s', async (_, batch) => {
  const ahead = await BatchAhead.begin(startWorker(), whole);
  expect(ahead?.isOf(batch)).toBe(false);
});

it('is not begun by a worker that is gone', async () => {
  const worker = startWorker();
  worker.kill();
  await new Promise((resolve) => worker.once('disconnect', resolve));
  expect(await BatchAhead.begin(worker, batchOf(lint))).toBeUndefined();
});
