import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { pulseFile } from './place.js';

/** Milliseconds without a tick of the engine's own thread after which it counts as hung. */
export const mostBlocked = 120_000;

/** Milliseconds between two ticks. */
const tick = 1_000;

/** Places in the memory that both threads see. */
export const isBusyAt = 0;
export const ticksAt = 1;

/** What the thread is given. */
export interface PulseData {
  state: Int32Array;
  /** Where it counts its beats. */
  file: string;
}

const program = fileURLToPath(new URL('../../dist/bundle/engine-pulse.js', import.meta.url));

/**
 * Shows that an engine is at work while it cannot say so: a graph of a thousand projects takes its one thread for
 * seconds. Another thread then counts in a file, which a stopped process does not. At rest it sleeps.
 */
export class Pulse {
  readonly #state = new Int32Array(new SharedArrayBuffer(8));
  readonly #file: string;
  #timer: NodeJS.Timeout | undefined;

  /** @param socket - path at which the engine listens */
  constructor(socket: string) {
    this.#file = pulseFile(socket);
    const workerData: PulseData = { state: this.#state, file: this.#file };
    const thread = new Worker(program, { workerData });
    thread.unref();
    // Without it clients are less patient, no more.
    thread.on('error', () => {});
  }

  /** Begins to beat, or comes to rest. */
  set(isBusy: boolean): void {
    clearInterval(this.#timer);
    if (isBusy) this.#timer = setInterval(() => Atomics.add(this.#state, ticksAt, 1), tick);
    Atomics.store(this.#state, isBusyAt, isBusy ? 1 : 0);
    Atomics.notify(this.#state, isBusyAt);
  }

  close(): void {
    this.set(false);
    rmSync(this.#file, { force: true });
  }
}
