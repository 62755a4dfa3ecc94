import { constants } from 'node:os';

/** Milliseconds in which a signal that comes twice counts once: Ctrl-C goes to npx, which passes it on. */
const sameSignal = 500;

/** Resolves when the process is told to end; told again, it ends at once. */
export function untilToldToEnd(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let toldAt: number | undefined;
    const told = (signal: NodeJS.Signals) => {
      const now = performance.now();
      // As the signal would have done; process 1 of a container would ignore it otherwise.
      if (toldAt !== undefined && now - toldAt > sameSignal)
        process.exit(128 + constants.signals[signal]);
      toldAt ??= now;
      resolve(signal);
    };
    process.on('SIGTERM', told);
    process.on('SIGINT', told);
  });
}
