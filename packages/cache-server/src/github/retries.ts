import { setTimeout as wait } from 'node:timers/promises';
import { ServiceError } from './service-error.js';

/** Tries of everything that may pass. */
const mostTries = 3;

/** Milliseconds before the second try; doubled before each further one. */
const firstPause = 500;

/** Milliseconds that the service may ask for before it is asked again. */
const longestPause = 5000;

/** Carries what a service asked for until the next try. */
export class TryAgain extends Error {
  constructor(
    readonly error: ServiceError,
    /** Milliseconds, where the service names them. */
    readonly pause?: number,
  ) {
    super(error.message);
  }
}

/**
 * Tries again what failed with {@link TryAgain}, or on the way, as often as makes sense.
 *
 * @param signal - ends it, in the middle of a pause too
 */
export async function withRetries<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  let known: ServiceError | undefined;
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      const again = error instanceof TryAgain ? error : undefined;
      // When time is up, what was wrong before says more than that.
      known = again?.error ?? known;
      const reason = signal.aborted ? (known ?? error) : (again?.error ?? error);
      const pause = again?.pause ?? firstPause * 2 ** (tries - 1);
      const isLast = tries === mostTries || pause > longestPause || signal.aborted;
      if (isLast || error instanceof ServiceError) throw reason;
      await wait(pause, undefined, { signal }).catch(() => {
        throw reason;
      });
    }
  }
}
