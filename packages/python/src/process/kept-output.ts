/** Characters of a program's output that are kept, half from its start and half from its end. */
export const keptOutput = 64 * 2 ** 20;

/** Pieces are put together up to this length, so that there are few of them. */
const pieceLength = 2 ** 16;

/**
 * Collects output in linear time and bounded memory, however much there is and in however small pieces
 * it comes.
 */
export class KeptOutput {
  readonly #head: string[] = [];
  readonly #tail: string[] = [];
  readonly #half: number;
  #piece = '';
  #headLength = 0;
  #tailLength = 0;
  #lost = 0;

  /** @param limit - characters */
  constructor(limit: number = keptOutput) {
    this.#half = limit / 2;
  }

  push(text: string): void {
    this.#piece += text;
    if (this.#piece.length >= pieceLength) this.#store();
  }

  #store(): void {
    const room = this.#half - this.#headLength;
    const first = this.#piece.slice(0, room);
    const rest = this.#piece.slice(first.length);
    this.#piece = '';
    this.#headLength += first.length;
    this.#tailLength += rest.length;
    if (first !== '') this.#head.push(first);
    if (rest !== '') this.#tail.push(rest);
    for (let [oldest] = this.#tail; oldest !== undefined; [oldest] = this.#tail) {
      if (this.#tailLength - oldest.length < this.#half) return;
      this.#tail.shift();
      this.#tailLength -= oldest.length;
      this.#lost += oldest.length;
    }
  }

  /** What is kept, with a line that says how much is not. */
  toString(): string {
    this.#store();
    const gap = this.#lost === 0 ? [] : [`\n[${this.#lost} characters were not kept]\n`];
    return [...this.#head, ...gap, ...this.#tail].join('');
  }
}
