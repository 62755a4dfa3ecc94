import { readFileSync } from 'node:fs';
import { beat } from './messages.js';
import { pulseFile } from './place.js';

/** How often an engine has beaten; undefined where none does. */
function beatsOf(socket: string): string | undefined {
  try {
    return readFileSync(pulseFile(socket), 'utf8');
  } catch {
    return undefined;
  }
}

/** Waits for signs of life of an engine: what it says, or else its pulse. */
export class Patience {
  readonly #socket: string;
  readonly #onSilence: (isAtWork: boolean) => void;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param socket - path at which the engine listens
   * @param onSilence - is told that it has said nothing for as long as was to be waited, and whether it is at work all
   * the same
   */
  constructor(socket: string, onSilence: (isAtWork: boolean) => void) {
    this.#socket = socket;
    this.#onSilence = onSilence;
  }

  /** Has heard something, and waits for the next. */
  wait(milliseconds: number): void {
    this.#after(milliseconds, () => {
      const before = beatsOf(this.#socket);
      if (before === undefined) this.#onSilence(false);
      // Counted by nobody's clock: those of two processes may differ, and be set.
      else this.#after(3 * beat, () => this.#onSilence(beatsOf(this.#socket) !== before));
    });
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #after(milliseconds: number, then: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(then, milliseconds);
  }
}
