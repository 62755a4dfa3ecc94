import { writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { workerData } from 'node:worker_threads';
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
    if (now - last < mostBlocked) writeFileSync(file, `${process.pid} ${beats}`, { mode: 0o600 });
    Atomics.wait(state, isBusyAt, 1, beat);
  }
}

for (;;) {
  Atomics.wait(state, isBusyAt, 0);
  work();
}
