/** An SPDX expression: an identifier, maybe with an exception, or several that are joined. */
export type Expression =
  | { kind: 'licence'; id: string; exception: string | undefined }
  | { kind: 'and' | 'or'; parts: Expression[] };

const words = /[()]|[A-Za-z0-9.+:-]+/g;
const identifier = /^(?:DocumentRef-[A-Za-z0-9.-]+:)?[A-Za-z0-9.-]+\+?$/;
const operators = new Set(['AND', 'OR', 'WITH']);

/** Reads words from the left; each method takes what it can, or nothing. */
class Reader {
  readonly #words: readonly string[];
  #at = 0;

  constructor(text: string) {
    this.#words = text.match(words) ?? [];
  }

  get isAtEnd(): boolean {
    return this.#at === this.#words.length;
  }

  #take(word: string): boolean {
    // Tools write the operators in small letters, too.
    const isNext = this.#words[this.#at]?.toUpperCase() === word;
    if (isNext) this.#at += 1;
    return isNext;
  }

  #identifier(): string | undefined {
    const word = this.#words[this.#at] ?? '';
    if (!identifier.test(word) || operators.has(word.toUpperCase())) return undefined;
    this.#at += 1;
    return word;
  }

  #licence(): Expression | undefined {
    if (this.#take('(')) {
      const inside = this.expression();
      return this.#take(')') ? inside : undefined;
    }
    const id = this.#identifier();
    if (id === undefined) return undefined;
    if (!this.#take('WITH')) return { kind: 'licence', id, exception: undefined };
    const exception = this.#identifier();
    return exception === undefined ? undefined : { kind: 'licence', id, exception };
  }

  #joined(kind: 'and' | 'or', next: () => Expression | undefined): Expression | undefined {
    const parts: Expression[] = [];
    do {
      const part = next();
      if (part === undefined) return undefined;
      parts.push(part);
    } while (this.#take(kind.toUpperCase()));
    return parts.length === 1 ? parts[0] : { kind, parts };
  }

  expression(): Expression | undefined {
    return this.#joined('or', () => this.#joined('and', () => this.#licence()));
  }
}

/** Reads an SPDX expression; undefined for any other text. Whether its identifiers are of SPDX is not looked at. */
export function parseExpression(text: string): Expression | undefined {
  // What is not a word of one would be passed over.
  if (text.replace(words, '').trim() !== '') return undefined;
  const reader = new Reader(text);
  const expression = reader.expression();
  return reader.isAtEnd ? expression : undefined;
}

/** An expression in one way of writing. */
export function expressionText(expression: Expression): string {
  if (expression.kind === 'licence') {
    const { id, exception } = expression;
    return exception === undefined ? id : `${id} WITH ${exception}`;
  }
  const { kind, parts } = expression;
  const texts = parts.map((part) =>
    part.kind === 'or' && kind === 'and' ? `(${expressionText(part)})` : expressionText(part),
  );
  return texts.join(` ${kind.toUpperCase()} `);
}

/**
 * Whether an expression is satisfied by licences that one may choose: of alternatives one is enough.
 *
 * @param isChosen - by the names that {@link expressionText} gives to single licences
 */
export function isSatisfied(
  expression: Expression,
  isChosen: (id: string, whole: string) => boolean,
): boolean {
  if (expression.kind === 'licence') return isChosen(expression.id, expressionText(expression));
  const { kind, parts } = expression;
  return kind === 'or'
    ? parts.some((part) => isSatisfied(part, isChosen))
    : parts.every((part) => isSatisfied(part, isChosen));
}
