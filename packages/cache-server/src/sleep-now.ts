const nobody = new Int32Array(new SharedArrayBuffer(4));

/** Sleeps on the spot, and lets nothing else of this process happen: for commands, and for a server's start. */
export function sleepNow(milliseconds: number): void {
  Atomics.wait(nobody, 0, 0, milliseconds);
}
