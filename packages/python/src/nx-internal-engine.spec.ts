import type { ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import type { ProjectGraph } from '@nx/devkit';
import { expect, it } from 'vitest';
import { announceGraph } from './nx-internal-engine.js';

const require = createRequire(import.meta.url);

const data = { root: 'a', targets: { lint: {} } };
const graph: ProjectGraph = {
  nodes: { a: { name: 'a', type: 'lib', data } },
  dependencies: {},
};

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
