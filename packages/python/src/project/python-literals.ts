/** A value of Python that is written out; a call of a function stands for what only running it would tell. */
export type Literal =
  | string
  | boolean
  | number
  | null
  | readonly Literal[]
  | { readonly [key: string]: Literal }
  | LiteralCall;

/** A call with the arguments that are literals. */
export class LiteralCall {
  constructor(
    readonly name: string,
    readonly args: readonly (Literal | undefined)[],
    readonly keywords: Readonly<Record<string, Literal>>,
  ) {}
}

interface Token {
  kind: 'text' | 'name' | 'number' | 'sign';
  /** For a text what it says. */
  value: string;
  /** Stands at the start of a line. */
  first: boolean;
  /** A text whose parts are only known at run time. */
  unknown?: boolean;
}

const token =
  /([ \t\f\r]+|\\\r?\n|#[^\n]*)|(\n)|([rRuUbBfF]{0,2})("""[\s\S]*?(?<!\\)"""|'''[\s\S]*?(?<!\\)'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|([A-Za-z_]\w*)|(\d[\w.]*)|([\s\S])/gy;

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\n': '' };

function textToken(prefix: string, quoted: string, first: boolean): Token {
  const width = quoted.startsWith('"""') || quoted.startsWith("'''") ? 3 : 1;
  const raw = quoted.slice(width, -width);
  const value = /r/i.test(prefix)
    ? raw
    : raw.replace(/\\([\s\S])/g, (all, char: string) =>
        /[\\'"]/.test(char) ? char : (escapes[char] ?? all),
      );
  return { kind: 'text', value, first, unknown: /f/i.test(prefix) && value.includes('{') };
}

function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let first = true;
  for (const [, space, line, prefix = '', quoted, name, number, sign] of source.matchAll(token)) {
    if (line !== undefined) first = true;
    else if (space !== undefined) first = first && space.startsWith('#');
    else {
      if (quoted !== undefined) tokens.push(textToken(prefix, quoted, first));
      else if (name !== undefined) tokens.push({ kind: 'name', value: name, first });
      else if (number !== undefined) tokens.push({ kind: 'number', value: number, first });
      else tokens.push({ kind: 'sign', value: sign ?? '', first });
      first = false;
    }
  }
  return tokens;
}

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const constants: Readonly<Record<string, Literal>> = { True: true, False: false, None: null };

/** Reads expressions out of the tokens of a module. What is no literal is undefined. */
class Reader {
  #at = 0;
  readonly #tokens: readonly Token[];
  readonly #lookUp: (name: string) => Literal | undefined;

  constructor(tokens: readonly Token[], at: number, lookUp: (name: string) => Literal | undefined) {
    this.#tokens = tokens;
    this.#at = at;
    this.#lookUp = lookUp;
  }

  #is(value: string): boolean {
    const next = this.#tokens[this.#at];
    return next?.kind === 'sign' && next.value === value;
  }

  #takes(value: string): boolean {
    if (!this.#is(value)) return false;
    this.#at++;
    return true;
  }

  /** Over the rest of an expression, to the comma, colon or bracket behind it. */
  #skip(): void {
    for (let depth = 0; this.#at < this.#tokens.length; this.#at++) {
      const { kind, value } = this.#tokens[this.#at] as Token;
      if (kind !== 'sign') continue;
      if (closing[value]) depth++;
      else if (depth === 0 && /^[,)\]}:]$/.test(value)) return;
      else if (/^[)\]}]$/.test(value)) depth--;
    }
  }

  #isEnd(): boolean {
    const next = this.#tokens[this.#at];
    return (
      next === undefined || next.first || (next.kind === 'sign' && /^[,)\]}:]$/.test(next.value))
    );
  }

  /** One expression; `+` joins texts and lists. */
  expression(): Literal | undefined {
    let value = this.#operand();
    while (this.#takes('+')) value = joined(value, this.#operand());
    if (this.#isEnd()) return value;
    this.#skip();
    return undefined;
  }

  #operand(): Literal | undefined {
    const next = this.#tokens[this.#at];
    if (next === undefined || (next.kind === 'sign' && !closing[next.value])) return undefined;
    this.#at++;
    if (next.kind === 'text') return this.#texts(next);
    if (next.kind === 'number') return Number(next.value);
    if (next.kind === 'name') return this.#named(next.value);
    return next.value === '{' ? this.#braces() : this.#list(closing[next.value] as string);
  }

  /** Texts behind one another are one. */
  #texts(first: Token): string | undefined {
    let value = first.value;
    let unknown = first.unknown;
    for (let next = this.#tokens[this.#at]; next?.kind === 'text'; ) {
      value += next.value;
      unknown ||= next.unknown;
      next = this.#tokens[++this.#at];
    }
    return unknown ? undefined : value;
  }

  #named(name: string): Literal | undefined {
    let path = name;
    while (this.#takes('.')) path += `.${this.#tokens[this.#at++]?.value ?? ''}`;
    if (this.#takes('(')) return this.call(path.slice(path.lastIndexOf('.') + 1));
    return path in constants ? constants[path] : this.#lookUp(path);
  }

  /** A call, from behind its opening bracket on. */
  call(name: string): LiteralCall {
    const args: (Literal | undefined)[] = [];
    const keywords: Record<string, Literal> = {};
    while (this.#at < this.#tokens.length && !this.#takes(')')) {
      const start = this.#at;
      const [word, sign, behind] = this.#tokens.slice(this.#at, this.#at + 3);
      if (word?.kind === 'name' && sign?.value === '=' && behind?.value !== '=') {
        this.#at += 2;
        const value = this.expression();
        if (value !== undefined) keywords[word.value] = value;
      } else if (!this.#takes(',')) args.push(this.expression());
      // Never stand still, whatever the text is.
      if (this.#at === start) this.#at++;
    }
    return new LiteralCall(name, args, keywords);
  }

  /** A list or tuple; a pair of brackets around one value is that value. */
  #list(end: string): Literal | undefined {
    const items: (Literal | undefined)[] = [];
    let commas = 0;
    while (this.#at < this.#tokens.length && !this.#takes(end)) {
      const start = this.#at;
      if (this.#takes(',')) commas++;
      else items.push(this.expression());
      if (this.#at === start) this.#at++;
    }
    if (end === ')' && commas === 0 && items.length === 1) return items[0];
    return items.filter((item) => item !== undefined);
  }

  /** A dictionary, or a set, which is read as a list. */
  #braces(): Literal {
    const entries: [string, Literal][] = [];
    const items: Literal[] = [];
    while (this.#at < this.#tokens.length && !this.#takes('}')) {
      const start = this.#at;
      if (this.#takes(',')) continue;
      const key = this.expression();
      if (this.#takes(':')) {
        const value = this.expression();
        if (typeof key === 'string' && value !== undefined) entries.push([key, value]);
      } else if (key !== undefined) items.push(key);
      if (this.#at === start) this.#at++;
    }
    return items.length > 0 ? items : Object.fromEntries(entries);
  }
}

function joined(left: Literal | undefined, right: Literal | undefined): Literal | undefined {
  if (typeof left === 'string' && typeof right === 'string') return left + right;
  if (Array.isArray(left) && Array.isArray(right)) return [...left, ...right];
  return undefined;
}

/** Where each name at the top of a module gets its value, the last time. */
function assignments(tokens: readonly Token[]): Map<string, number> {
  const found = new Map<string, number>();
  tokens.forEach(({ kind, value, first }, index) => {
    const [sign, behind] = tokens.slice(index + 1, index + 3);
    if (first && kind === 'name' && sign?.value === '=' && behind?.value !== '=')
      found.set(value, index + 2);
  });
  return found;
}

/**
 * The arguments of the first call of a function in a module, as far as they are literals or names of some.
 * Nothing is run.
 */
export function callIn(source: string, name: string): LiteralCall | undefined {
  const tokens = tokenize(source);
  const places = assignments(tokens);
  const open = new Set<string>();
  const lookUp = (variable: string): Literal | undefined => {
    const place = places.get(variable);
    if (place === undefined || open.has(variable)) return undefined;
    open.add(variable);
    const value = new Reader(tokens, place, lookUp).expression();
    open.delete(variable);
    return value;
  };
  const at = tokens.findIndex(
    ({ kind, value }, index) =>
      kind === 'name' &&
      value === name &&
      tokens[index + 1]?.value === '(' &&
      tokens[index - 1]?.value !== 'def',
  );
  return at < 0 ? undefined : new Reader(tokens, at + 2, lookUp).call(name);
}
