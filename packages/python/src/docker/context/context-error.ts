import { type ErrorPlace, SignalError } from '../../errors.js';

/** The error for a context that cannot be made. */
export function contextError(message: string, hint: string, place?: ErrorPlace): SignalError {
  return new SignalError({ code: 'CONTEXT_FAILED', message, hint, place });
}
