import { SignalError, type SignalErrorParts } from '../errors.js';

/** What a user is told by an error, without its cause; anything but a SignalError is thrown on. */
export function partsOf(error: unknown): Omit<SignalErrorParts, 'cause'> {
  if (!(error instanceof SignalError)) throw error;
  const { code, message, place, hint } = error;
  return { code, message, place, hint };
}

/** The error that a call throws, see {@link partsOf}. */
export function errorOf(call: () => unknown): Omit<SignalErrorParts, 'cause'> {
  try {
    call();
  } catch (error) {
    return partsOf(error);
  }
  throw new Error('nothing was thrown');
}

/** The error that a promise is rejected with, see {@link partsOf}. */
export async function rejectionOf(
  promise: Promise<unknown>,
): Promise<Omit<SignalErrorParts, 'cause'>> {
  return promise.then(
    () => {
      throw new Error('nothing was thrown');
    },
    (error: unknown) => partsOf(error),
  );
}
