import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ProjectGraph } from '@nx/devkit';
import { type Batch, BatchAhead } from '../nx-internal-ahead.js';
import { announceGraph } from '../nx-internal-engine.js';

const program = fileURLToPath(new URL('../bundle/engine-worker.js', import.meta.url));

/** Milliseconds that a worker has to end its tools and itself. */
const longestEnd = 2_000;

/** Ends a worker with all that it has started. */
async function end(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const timer = setTimeout(() => worker.kill('SIGKILL'), longestEnd);
  worker.kill();
  await once(worker, 'exit');
  clearTimeout(timer);
}

/** A batch worker that waits, loaded, for the one batch of its life. */
export class WaitingWorker {
  #child: ChildProcess | undefined;
  #ahead: BatchAhead | undefined;
  /** Whether one that was handed over for this answer had begun with its batch. */
  wasAhead = false;
  #variables = '';
  #announced: ProjectGraph | undefined;

  /** Starts one if there is none for these variables. */
  prepare(workspaceRoot: string, variables: Record<string, string>): void {
    const wanted = JSON.stringify(variables);
    if (this.#child?.connected && this.#variables === wanted) return;
    this.#child?.kill();
    this.#variables = wanted;
    this.#announced = undefined;
    const child = fork(program, [workspaceRoot], {
      cwd: workspaceRoot,
      env: variables,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    // One that dies is missed when it is wanted, and then done without.
    child.on('error', () => {});
    this.#child = child;
  }

  /** Tells the one that waits, if there is one, which graph its batch will be of, unless it knows. */
  announce(graph: ProjectGraph): void {
    if (!this.#child?.connected || this.#announced === graph) return;
    this.#announced = graph;
    announceGraph(this.#child, graph);
  }

  /** Has the one that waits, if it has these variables, begin with a batch that Nx has not come to yet. */
  async begin(batch: Batch, variables: Record<string, string>): Promise<void> {
    const child = this.#child;
    if (child?.connected && this.#variables === JSON.stringify(variables))
      this.#ahead = await BatchAhead.begin(child, batch);
  }

  /** Ends one that has begun with a batch, unless it is this one that Nx has come to; without any the answer is over. */
  async settle(batch?: Batch): Promise<void> {
    if (!batch) this.wasAhead = false;
    const ahead = this.#ahead;
    if (!ahead || (batch && ahead.isOf(batch))) return;
    this.#ahead = undefined;
    this.#child = undefined;
    await end(ahead.worker);
  }

  /** Hands it over; undefined where there is none for these variables. */
  take(variables: Record<string, string>): ChildProcess | undefined {
    const [child, ahead] = [this.#child, this.#ahead];
    this.#child = undefined;
    this.#ahead = undefined;
    this.wasAhead = false;
    if (child?.connected && this.#variables === JSON.stringify(variables)) {
      ahead?.handOver();
      this.wasAhead = ahead !== undefined;
      return child;
    }
    child?.kill();
    return undefined;
  }

  /** Ends it. */
  close(): void {
    this.#child?.kill();
    this.#child = undefined;
  }
}
