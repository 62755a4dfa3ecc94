/** Shared by all copies of this module: Nx loads the executors from a file of their own. */
const here = Symbol.for('@nx-signal/python: Nx runs in this process');

const marks = globalThis as { [here]?: boolean };

/** Says that Nx works in this process itself, and has started no worker. */
export function declareNxHere(): void {
  marks[here] = true;
}

/** Whether Nx works in this process itself: then nothing of it is above. */
export function isNxHere(): boolean {
  return marks[here] === true;
}

/** The process of Nx that this one works for. */
export function nxProcessId(): number {
  return isNxHere() ? process.pid : process.ppid;
}
