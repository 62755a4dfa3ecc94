import {
  afterEscape,
  BACKSLASH,
  CLOSE_BRACE,
  COLON,
  DOUBLE_QUOTE,
  HASH,
  isNewline,
  OPEN_BRACE,
  SINGLE_QUOTE,
} from './characters.js';
import {
  afterString,
  closingQuote,
  commentEnd,
  type Opening,
  readOpening,
  stringPrefix,
} from './string-end.js';

/** Start and end of an expression in a replacement field. */
export type Span = readonly [start: number, end: number];

/** As deep as CPython nests f-strings; more is an error there and could exhaust our stack. */
const deepest = 150;

/** Says whether a prefix belongs to an f-string or a t-string. */
export function isFormatPrefix(prefix: string): boolean {
  return /^(?:[ft]r?|r[ft])$/.test(prefix);
}

/**
 * Where code goes on after an f-string or t-string, or -1 when it is broken. Since Python 3.12 a
 * replacement field may hold the quotes of its own string, newlines and comments, so the fields have
 * to be read as code; what older versions accept ends at the same place. The expressions of the
 * outermost fields are added to `spans`.
 */
export function afterFormatString(text: string, opening: Opening, spans: Span[]): number {
  return new FormatString(text, opening, 0, spans).end();
}

class FormatString {
  /** Fields open at this moment: a format specification may hold fields, and so on. */
  private open = 0;

  constructor(
    private readonly text: string,
    private readonly opening: Opening,
    private readonly level: number,
    private readonly spans: Span[],
  ) {}

  end(): number {
    if (this.level > deepest) return -1;
    let at = this.opening.content;
    while (at >= 0 && at < this.text.length) {
      const code = this.text.charCodeAt(at);
      if (this.closes(at, code)) return afterString(this.text, this.opening, at);
      if (code === OPEN_BRACE) {
        const escaped = this.text.charCodeAt(at + 1) === OPEN_BRACE;
        at = escaped ? at + 2 : this.afterField(at + 1);
      } else at = this.afterLiteral(at, code);
    }
    return -1;
  }

  private closes(at: number, code: number): boolean {
    const { quote, triple } = this.opening;
    if (code !== quote) return false;
    return (
      !triple || (this.text.charCodeAt(at + 1) === quote && this.text.charCodeAt(at + 2) === quote)
    );
  }

  /** A backslash escapes a quote but never a brace. */
  private afterLiteral(at: number, code: number): number {
    if (isNewline(code) && !this.opening.triple) return -1;
    if (code !== BACKSLASH) return at + 1;
    const next = this.text.charCodeAt(at + 1);
    return next === OPEN_BRACE || next === CLOSE_BRACE ? at + 1 : afterEscape(this.text, at);
  }

  private afterField(start: number): number {
    if (this.open === deepest) return -1;
    this.open++;
    const end = this.afterExpression(start);
    this.open--;
    return end;
  }

  private afterExpression(start: number): number {
    let brackets = 0;
    let at = start;
    while (at >= 0 && at < this.text.length) {
      const code = this.text.charCodeAt(at);
      if (brackets === 0 && (code === CLOSE_BRACE || code === COLON)) {
        this.spans.push([start, at]);
        return code === COLON ? this.afterSpecification(at + 1) : at + 1;
      }
      brackets += bracketStep(code);
      at = this.afterCode(at, code);
    }
    return -1;
  }

  private afterCode(at: number, code: number): number {
    if (code === HASH) return commentEnd(this.text, at);
    return code === DOUBLE_QUOTE || code === SINGLE_QUOTE ? this.afterNested(at) : at + 1;
  }

  private afterNested(at: number): number {
    const opening = readOpening(this.text, at);
    if (isFormatPrefix(stringPrefix(this.text, at))) {
      return new FormatString(this.text, opening, this.level + 1, []).end();
    }
    return afterString(this.text, opening, closingQuote(this.text, opening));
  }

  /** The part behind the colon: literal, but for fields; here a doubled brace escapes nothing. */
  private afterSpecification(start: number): number {
    let at = start;
    while (at >= 0 && at < this.text.length) {
      const code = this.text.charCodeAt(at);
      if (code === CLOSE_BRACE) return at + 1;
      if (this.closes(at, code)) return -1;
      at = code === OPEN_BRACE ? this.afterField(at + 1) : this.afterLiteral(at, code);
    }
    return -1;
  }
}

/** +1 for an opening bracket of any kind, -1 for a closing one. */
function bracketStep(code: number): number {
  if (code === OPEN_BRACE || code === 40 || code === 91) return 1;
  return code === CLOSE_BRACE || code === 41 || code === 93 ? -1 : 0;
}
