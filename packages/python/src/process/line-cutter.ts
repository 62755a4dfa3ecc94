/** Cuts text that arrives in pieces into lines, in linear time however long a line is. */
export class LineCutter {
  #pieces: string[] = [];

  /** The lines that a piece of text completes. */
  push(text: string): string[] {
    const [first = '', ...others] = text.split('\n');
    this.#pieces.push(first);
    if (others.length === 0) return [];
    const complete = [this.#pieces.join(''), ...others.slice(0, -1)];
    this.#pieces = [others.at(-1) ?? ''];
    return complete;
  }
}
