import type { ChildProcess } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { ProjectGraph, Task } from '@nx/devkit';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { announceGraph, forgetTaskVariables } from './nx-internal-engine.js';
import { temporaryFolder } from './testing/temporary-folder.js';

const require = createRequire(import.meta.url);
const environment: { getTaskSpecificEnv(task: Task, graph: ProjectGraph): NodeJS.ProcessEnv } =
  require('nx/src/tasks-runner/task-env.js');

const task: Task = {
  id: 'a:lint',
  target: { project: 'a', target: 'lint' },
  overrides: {},
  outputs: [],
  cache: true,
  parallelism: true,
};
const data = { root: 'a', targets: { lint: {} } };
const graph: ProjectGraph = {
  nodes: { a: { name: 'a', type: 'lib', data } },
  dependencies: {},
};

const colour = () => environment.getTaskSpecificEnv(task, graph)['COLOUR'];

afterEach(() => vi.unstubAllEnvs());

it('has Nx read the variables of a task anew, which it otherwise reads once', () => {
  vi.stubEnv('NX_LOAD_DOT_ENV_FILES', 'false');
  vi.stubEnv('COLOUR', 'red');
  expect(colour()).toBe('red');
  vi.stubEnv('COLOUR', 'blue');
  expect(colour()).toBe('red');
  forgetTaskVariables(process.cwd());
  expect(colour()).toBe('blue');
  vi.stubEnv('COLOUR', 'green');
  forgetTaskVariables(process.cwd());
  expect(colour()).toBe('green');
});

it('reads the files that concern a task, wherever they are', async () => {
  const root = temporaryFolder({ 'a/file': '' });
  const config = vi.spyOn(require('dotenv'), 'config').mockReturnValue({});
  onTestFinished(() => config.mockRestore());
  const isRead = async (file?: string) => {
    if (file) writeFileSync(join(root, file), '');
    config.mockClear();
    // A turn later, as whoever writes files is.
    await Promise.resolve();
    forgetTaskVariables(root);
    environment.getTaskSpecificEnv({ ...task, projectRoot: 'a' }, graph);
    if (file) rmSync(join(root, file));
    return config.mock.calls.length > 0;
  };
  expect(await isRead()).toBe(false);
  for (const file of ['.env', 'a/.env', 'a/.local.env', 'a/.env.lint.local', '.lint.env'])
    expect([file, await isRead(file)]).toEqual([file, true]);
  expect(await isRead('a/environment')).toBe(false);
  vi.stubEnv('DOTENV_KEY', 'any');
  expect(await isRead()).toBe(true);
});

it('finds the places where Nx starts its batch workers, and where it stores', () => {
  const { ForkedProcessTaskRunner } = require('nx/src/tasks-runner/forked-process-task-runner.js');
  const { TaskOrchestrator } = require('nx/src/tasks-runner/task-orchestrator.js');
  expect(ForkedProcessTaskRunner.prototype.forkProcessForBatch).toBeTypeOf('function');
  expect(TaskOrchestrator.prototype.postRunSteps).toBeTypeOf('function');
  expect(TaskOrchestrator.prototype.persistTerminalOutputs).toBeTypeOf('function');
});

it('tells a waiting worker the graph of its batch once, before the batch', () => {
  const sent: object[] = [];
  const worker = { send: (message: object) => sent.push(message) > 0 } as unknown as ChildProcess;
  const other: ProjectGraph = { nodes: {}, dependencies: {} };
  const batch = { type: 'run', executorName: 'check' };
  announceGraph(worker, other);
  announceGraph(worker, graph);
  worker.send({ ...batch, projectGraph: graph });
  worker.send({ ...batch, projectGraph: other });
  expect(sent).toEqual([
    { type: 'nx-signal:graph', projectGraph: other },
    { type: 'nx-signal:graph', projectGraph: graph },
    { ...batch, projectGraph: undefined },
    { ...batch, projectGraph: other },
  ]);
});
