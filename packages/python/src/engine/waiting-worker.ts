import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ProjectGraph } from '@nx/devkit';
import { announceGraph, announceLikely } from '../nx-internal-engine.js';

const program = fileURLToPath(new URL('../bundle/engine-worker.js', import.meta.url));

/** A batch worker that waits, loaded, for the one batch of its life. */
export class WaitingWorker {
  #child: ChildProcess | undefined;
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

  /** Tells the one that waits that there is a question, and which tasks will probably be done for it. */
  expect(tasks: readonly string[]): void {
    if (this.#child?.connected) announceLikely(this.#child, tasks);
  }

  /** Hands it over; undefined where there is none for these variables. */
  take(variables: Record<string, string>): ChildProcess | undefined {
    const child = this.#child;
    this.#child = undefined;
    if (child?.connected && this.#variables === JSON.stringify(variables)) return child;
    child?.kill();
    return undefined;
  }

  /** Ends it. */
  close(): void {
    this.#child?.kill();
    this.#child = undefined;
  }
}
