import { performance } from 'node:perf_hooks';
import { workerData } from 'node:worker_threads';
import { writeWhole } from '../process/write-whole.js';
import { beat } from './messages.js';
import { isBusyAt, mostBlocked, type PulseData, ticksAt } from './pulse.js';

const { state, file } = workerData as PulseData;
let beats = 0;

/** Beats until the engine is at rest, or has been stuck for too long. */
function work(): void {
  let ticks = -1;
  let last = performance.now();
  while (Atomics.load(state, isBusyAt) === 1) {
    const now = performance.now();
    if (Atomics.load(state, ticksAt) !== ticks) last = now;
    ticks = Atomics.load(state, ticksAt);
    beats += 1;
    // Whole: a client that finds it empty in the middle of a write takes the engine for hung.
    if (now - last < mostBlocked) writeWhole(file, `${process.pid} ${beats}`);
    Atomics.wait(state, isBusyAt, 1, beat);
  }
}

for (;;) {
  Atomics.wait(state, isBusyAt, 0);
  work();
}
