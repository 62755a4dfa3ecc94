import { SignalError } from '../errors.js';

/** Errors that many tasks share: the first of them has all of it, the others say which one that was. */
export class OnceTold {
  readonly #byKey = new Map<string, SignalError>();
  readonly #tellers = new Map<unknown, string>();

  /** One error for all that say the same. */
  same(key: string, make: () => SignalError): SignalError {
    const error = this.#byKey.get(key) ?? make();
    this.#byKey.set(key, error);
    return error;
  }

  /** What a task has to say about an error. */
  errorFor(task: string, error: unknown): unknown {
    const teller = this.#tellers.get(error);
    if (teller === undefined) this.#tellers.set(error, task);
    if (teller === undefined || teller === task || !(error instanceof SignalError)) return error;
    const [first = ''] = error.message.split('\n');
    return new SignalError({
      code: error.code,
      message: first,
      place: error.place,
      hint: `see the output of ${teller}, which shows the same error.`,
    });
  }
}
