import {
  BACKSLASH,
  CARRIAGE_RETURN,
  DOT,
  isBlank,
  isNewline,
  isWord,
  LINE_FEED,
} from './characters.js';

/** An import statement as it stands in the text, names not decoded. */
export interface Statement {
  start: number;
  end: number;
  /** `import a, b` names several; `from a import b` one. */
  modules: string[];
  /** Of `from … import names`. */
  names: string[] | undefined;
}

const word = String.raw`[A-Za-z_\x80-\uffff][\w\x80-\uffff]*`;
const blanks = String.raw`(?:[ \t\f]|\\\r?\n|\\\r)*`;
// Between parentheses newlines and comments are blanks too. The look-ahead pins a comment to its
// line's end: without it a failing match would try every way to cut a row of `#`.
const anyBlanks = String.raw`(?:[ \t\f\r\n]|\\\r?\n|\\\r|#[^\r\n]*(?![^\r\n]))*`;
const end = String.raw`(?![\w\x80-\uffff])`;

const dotted = `${word}(?:${blanks}\\.${blanks}${word})*`;
const plainItem = new RegExp(
  `${blanks}(${dotted})${blanks}(?:as${end}${blanks}${word}${blanks})?(,)?`,
  'y',
);
const bareItem = new RegExp(
  `${blanks}(\\*|${word})${blanks}(?:as${end}${blanks}${word}${blanks})?(,)?`,
  'y',
);
const parenthesis = new RegExp(`${blanks}\\(`, 'y');
const wrappedItem = new RegExp(
  `${anyBlanks}(${word})${anyBlanks}(?:as${end}${anyBlanks}${word}${anyBlanks})?(,)?`,
  'y',
);
const everyBlank = /[ \t\f\r\n\\]+/g;
const fromClause = new RegExp(
  `^${blanks}(?:lazy${end}${blanks})?from${end}(${blanks}[.]?(?:${blanks}[.])*${blanks}(?:${dotted}${blanks})?)$`,
);

/** Longest `from` clause that is looked for; garbage must not make the look back quadratic. */
const longestClause = 1000;

/**
 * Reads the statement around an `import` keyword that stands in code. In Python 3 the keyword is
 * never part of an expression, so there is nothing else it could be; undefined if it is broken. The
 * soft keyword `lazy` of Python 3.15 may stand before the statement.
 */
export function readStatement(
  text: string,
  keyword: number,
  codeStart: number,
): Statement | undefined {
  const start = clauseStart(text, keyword, Math.max(codeStart, keyword - longestClause));
  const clause = text.slice(start, keyword);
  if (/^(?:lazy)?$/.test(clause.replace(everyBlank, ''))) return plainStatement(text, keyword);
  const module = fromClause.exec(clause)?.[1]?.replace(everyBlank, '');
  return module ? fromStatement(text, keyword, start + clause.indexOf('from'), module) : undefined;
}

function plainStatement(text: string, keyword: number): Statement | undefined {
  const { items, last } = readItems(plainItem, text, keyword + 'import'.length);
  const modules = items.map((module) => module.replace(everyBlank, ''));
  return modules.length > 0 ? { start: keyword, end: last, modules, names: undefined } : undefined;
}

function fromStatement(text: string, keyword: number, start: number, module: string): Statement {
  const after = keyword + 'import'.length;
  parenthesis.lastIndex = after;
  const wrapped = parenthesis.test(text);
  const { items, last } = wrapped
    ? readItems(wrappedItem, text, parenthesis.lastIndex)
    : readItems(bareItem, text, after);
  return { start, end: last, modules: [module], names: items };
}

function readItems(item: RegExp, text: string, from: number): { items: string[]; last: number } {
  const items: string[] = [];
  let last = from;
  let more = true;
  while (more) {
    item.lastIndex = last;
    const match = item.exec(text);
    if (match?.[1] === undefined) break;
    items.push(match[1]);
    last = item.lastIndex;
    more = match[2] !== undefined;
  }
  return { items, last };
}

/** The first character of the clause before `import`: only dots, words and continued lines. */
function clauseStart(text: string, keyword: number, lowest: number): number {
  let at = keyword;
  while (at > lowest) {
    const code = text.charCodeAt(at - 1);
    if (isWord(code) || isBlank(code) || code === DOT) at--;
    else if (isNewline(code)) {
      const backslash = beforeNewline(text, at);
      if (backslash < lowest || text.charCodeAt(backslash) !== BACKSLASH) break;
      at = backslash;
    } else break;
  }
  return at;
}

function beforeNewline(text: string, afterNewline: number): number {
  const crlf =
    text.charCodeAt(afterNewline - 1) === LINE_FEED &&
    text.charCodeAt(afterNewline - 2) === CARRIAGE_RETURN;
  return afterNewline - (crlf ? 3 : 2);
}
