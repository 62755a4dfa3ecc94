import { createRequire } from 'node:module';
import type { ProjectGraph, Task } from '@nx/devkit';
import { afterEach, expect, it, vi } from 'vitest';
import { forgetTaskVariables } from './nx-internal-engine.js';

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
  forgetTaskVariables();
  expect(colour()).toBe('blue');
  vi.stubEnv('COLOUR', 'green');
  forgetTaskVariables();
  expect(colour()).toBe('green');
});

it('finds the places where Nx starts its batch workers, and where it stores', () => {
  const { ForkedProcessTaskRunner } = require('nx/src/tasks-runner/forked-process-task-runner.js');
  const { TaskOrchestrator } = require('nx/src/tasks-runner/task-orchestrator.js');
  expect(ForkedProcessTaskRunner.prototype.forkProcessForBatch).toBeTypeOf('function');
  expect(TaskOrchestrator.prototype.postRunSteps).toBeTypeOf('function');
});
