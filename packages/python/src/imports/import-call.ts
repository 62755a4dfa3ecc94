import { afterString, closingQuote, readOpening } from './string-end.js';

/** A call that imports a module named by a literal. */
export interface ImportCall {
  /** Not decoded. Relative when a leading dot could not be resolved here. */
  module: string;
  end: number;
}

const gap = String.raw`(?:[ \t\f\r\n]|\\\r?\n|\\\r|#[^\r\n]*(?![^\r\n]))*`;
const callOpening = new RegExp(`[ \\t\\f]*\\(${gap}(?:(?:name|modname)${gap}=(?!=)${gap})?`, 'y');
const literalOpening = /([rRuU]?)(?=["'])/y;
const betweenLiterals = new RegExp(gap, 'y');
const argumentEnd = /[,)]/y;
const packageArgument = new RegExp(`,${gap}(?:package${gap}=(?!=)${gap})?(?=[rRuU]?["'])`, 'y');

/** The functions whose first argument names a module. */
export const importFunctions: ReadonlySet<string> = new Set([
  'import_module',
  '__import__',
  'importorskip',
]);

/**
 * Reads the call of an import function whose name ends at `nameEnd`; undefined unless its first
 * argument is one literal. `import_module('.a', 'acme')` is resolved, since all is there to do it;
 * with any other package argument the name stays relative to the file, which is what people write.
 */
export function readImportCall(text: string, nameEnd: number): ImportCall | undefined {
  const first = readLiteral(text, match(callOpening, text, nameEnd));
  if (first === undefined || !isModule(first.value)) return undefined;
  const end = match(argumentEnd, text, first.end);
  if (end < 0) return undefined;
  if (!first.value.startsWith('.')) return { module: first.value, end };
  const base = readLiteral(text, match(packageArgument, text, first.end));
  if (base === undefined || !isModule(base.value)) return { module: first.value, end };
  return { module: resolveName(first.value, base.value), end: base.end };
}

/** `..a` in package `x.y` is `x.a`, as `importlib.util.resolve_name` has it. */
function resolveName(relative: string, base: string): string {
  const name = relative.replace(/^\.+/, '');
  const above = relative.length - name.length - 1;
  const parts = base.split('.');
  const parent = parts.slice(0, Math.max(parts.length - above, 1)).join('.');
  return name === '' ? parent : `${parent}.${name}`;
}

/** Anything a file could be called counts: `import_module('my-script')` works. */
function isModule(value: string): boolean {
  return value !== '' && !/[\s,:/\\{}]/.test(value);
}

/** A string literal, with others directly behind it joined to it. */
function readLiteral(text: string, at: number): { value: string; end: number } | undefined {
  let value: string | undefined;
  let next = at;
  while (next >= 0) {
    const quote = match(literalOpening, text, next);
    if (quote < 0) break;
    const opening = readOpening(text, quote);
    const closing = closingQuote(text, opening);
    value = (value ?? '') + text.slice(opening.content, closing);
    next = match(betweenLiterals, text, afterString(text, opening, closing));
  }
  return value === undefined ? undefined : { value, end: next };
}

/** The end of a match at `at`, or -1. */
function match(pattern: RegExp, text: string, at: number): number {
  if (at < 0) return -1;
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : -1;
}
