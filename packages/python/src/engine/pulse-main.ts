import { renameSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { workerData } from 'node:worker_threads';
import { beat } from './messages.js';
import { isBusyAt, mostBlocked, type PulseData, ticksAt } from './pulse.js';

const { state, file } = workerData as PulseData;
const draft = `${file}.${process.pid}`;
let beats = 0;

/**
 * Counts once more, whole: a client that finds the file empty in the middle of a write takes the engine for hung. A folder that is gone
 * is not made again, as it would be open to others.
 */
function count(): void {
  beats += 1;
  writeFileSync(draft, `${process.pid} ${beats}`, { mode: 0o600 });
  renameSync(draft, file);
}

/** Beats until the engine is at rest, or has been stuck for too long. */
function work(): void {
  let ticks = -1;
  let last = performance.now();
  while (Atomics.load(state, isBusyAt) === 1) {
    const now = performance.now();
    if (Atomics.load(state, ticksAt) !== ticks) last = now;
    ticks = Atomics.load(state, ticksAt);
    if (now - last < mostBlocked) count();
    Atomics.wait(state, isBusyAt, 1, beat);
  }
}

for (;;) {
  Atomics.wait(state, isBusyAt, 0);
  work();
}
