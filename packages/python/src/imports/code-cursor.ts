import { DOUBLE_QUOTE, HASH, SINGLE_QUOTE } from './characters.js';
import { afterFormatString, isFormatPrefix, type Span } from './format-string.js';
import { afterString, closingQuote, commentEnd, readOpening, stringPrefix } from './string-end.js';

/** What is remembered between cursors over the same text. */
export interface TextHealth {
  /** An f-string that never ends was met; later ones are skipped as plain strings, at no more cost. */
  brokenFormat: boolean;
}

/** Walks Python source and tells code from strings and comments. */
export class CodeCursor {
  /** Where the code began that `at` stands in: the end of the last string or comment. */
  codeStart: number;
  /** Expressions inside the f-string that was passed last. */
  spans: Span[] = [];

  constructor(
    readonly text: string,
    public at: number,
    private readonly health: TextHealth,
  ) {
    this.codeStart = at;
  }

  /**
   * Moves to `target` when that is code, else past the string or comment around it. This loop sees
   * every character before the last import of a file, so it tests nothing but what can open either.
   */
  advance(target: number): void {
    const text = this.text;
    let at = this.at;
    while (at < target) {
      const code = text.charCodeAt(at);
      if (
        code > SINGLE_QUOTE ||
        (code !== DOUBLE_QUOTE && code !== HASH && code !== SINGLE_QUOTE)
      ) {
        at++;
        continue;
      }
      at = code === HASH ? commentEnd(text, at) : this.afterQuoted(at);
      this.codeStart = at;
    }
    this.at = at;
  }

  private afterQuoted(at: number): number {
    const opening = readOpening(this.text, at);
    this.spans = [];
    if (!this.health.brokenFormat && isFormatPrefix(stringPrefix(this.text, at))) {
      const end = afterFormatString(this.text, opening, this.spans);
      if (end >= 0) return end;
      this.health.brokenFormat = true;
      this.spans = [];
    }
    return afterString(this.text, opening, closingQuote(this.text, opening));
  }
}
