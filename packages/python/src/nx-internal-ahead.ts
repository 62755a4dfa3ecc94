/** How a worker begins with a batch before Nx comes to it: see `nx-internal-run.ts`. */
import type { ChildProcess } from 'node:child_process';
import type { ProjectGraph, TaskGraph } from '@nx/devkit';
import { ownExecutor } from './nx-internal-tasks.js';

/** What a worker is told of its batch. */
export interface Batch {
  projectGraph: ProjectGraph;
  /** The tasks of the batch. */
  batchTaskGraph: TaskGraph;
  /** All tasks of the run. */
  fullTaskGraph: TaskGraph;
}

/** The message that Nx sends for a batch; undefined where this Nx sends another one. */
async function messageOf(batch: Batch): Promise<object | undefined> {
  try {
    const { BatchMessageType } = await import('nx/src/tasks-runner/batch/batch-messages.js');
    const { pruneTaskGraph } = await import('nx/src/tasks-runner/prune-task-graph.js');
    return {
      type: BatchMessageType.RunTasks,
      executorName: ownExecutor,
      projectGraph: batch.projectGraph,
      batchTaskGraph: pruneTaskGraph(batch.batchTaskGraph),
      fullTaskGraph: pruneTaskGraph(batch.fullTaskGraph),
    };
  } catch {
    return undefined;
  }
}

/** A graph of tasks as text, whatever the order in which it was made, and without what a run writes into tasks. */
function textOf({ tasks, dependencies, continuousDependencies = {}, roots }: TaskGraph): string {
  const sorted = (all: Record<string, unknown>) => Object.entries(all).sort();
  const written = new Set(['hash', 'hashDetails', 'startTime', 'endTime', 'terminalOutput']);
  const fixed = Object.entries(tasks).map(([id, task]) => [
    id,
    Object.entries(task)
      .filter(([name, value]) => !written.has(name) && value !== undefined)
      .sort(),
  ]);
  return JSON.stringify([
    fixed.sort(),
    sorted(dependencies),
    sorted(continuousDependencies),
    [...roots].sort(),
  ]);
}

type Emit = (name: string | symbol, ...args: unknown[]) => boolean;

/** A batch that a worker has begun with: what it says is kept until Nx is there to hear it. */
export class BatchAhead {
  readonly worker: ChildProcess;
  readonly #batch: Batch;
  readonly #said: unknown[][] = [];
  #isHeard = false;

  private constructor(worker: ChildProcess, batch: Batch) {
    this.worker = worker;
    this.#batch = batch;
  }

  /** Has a waiting worker begin; undefined where Nx would tell it something else. */
  static async begin(worker: ChildProcess, batch: Batch): Promise<BatchAhead | undefined> {
    const message = await messageOf(batch);
    if (!message || !worker.connected) return undefined;
    const ahead = new BatchAhead(worker, batch);
    ahead.#listen();
    worker.send(message);
    return ahead;
  }

  /** Whether it is the batch that Nx has come to. */
  isOf({ projectGraph, batchTaskGraph, fullTaskGraph }: Batch): boolean {
    const own = this.#batch;
    return (
      projectGraph === own.projectGraph &&
      textOf(batchTaskGraph) === textOf(own.batchTaskGraph) &&
      textOf(fullTaskGraph) === textOf(own.fullTaskGraph)
    );
  }

  /** Takes the place of what Nx tells the worker: from then on Nx hears it, from its first word. */
  handOver(): void {
    this.worker.send = () => {
      // Nx listens for results once it has a process that was told what to do.
      setImmediate(() => this.#tell());
      return true;
    };
  }

  #listen(): void {
    const emit = this.worker.emit.bind(this.worker) as Emit;
    this.worker.emit = ((name: string, ...args: unknown[]) => {
      if (this.#isHeard || name !== 'message') return emit(name, ...args);
      this.#said.push(args);
      return true;
    }) as ChildProcess['emit'];
  }

  #tell(): void {
    this.#isHeard = true;
    for (const args of this.#said.splice(0)) (this.worker.emit as Emit)('message', ...args);
  }
}
