/** Turns positions into 1-based line numbers. Positions must come in ascending order. */
export class LineCounter {
  private line = 1;
  /** The first newline that was not passed yet; Infinity behind the last one. */
  private newline: number;
  private readonly hasReturns: boolean;

  constructor(private readonly text: string) {
    this.hasReturns = text.includes('\r');
    this.newline = this.newlineFrom(0);
  }

  lineOf(position: number): number {
    while (this.newline < position) {
      this.line++;
      this.newline = this.newlineFrom(this.newline + 1);
    }
    return this.line;
  }

  /** The last character of the next newline, so that `\r\n` counts once. */
  private newlineFrom(start: number): number {
    if (!this.hasReturns) return notFound(this.text.indexOf('\n', start));
    const pattern = /\r\n|[\r\n]/g;
    pattern.lastIndex = start;
    return pattern.test(this.text) ? pattern.lastIndex - 1 : Number.POSITIVE_INFINITY;
  }
}

function notFound(index: number): number {
  return index < 0 ? Number.POSITIVE_INFINITY : index;
}
