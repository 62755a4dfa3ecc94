import { afterEscape, BACKSLASH, isNewline, isWord } from './characters.js';

/** A quote that opens a string. */
export interface Opening {
  quote: number;
  triple: boolean;
  /** First character after the quotes. */
  content: number;
}

/** Reads the quotes at `at`, which must be a quote character. */
export function readOpening(text: string, at: number): Opening {
  const quote = text.charCodeAt(at);
  const triple = text.charCodeAt(at + 1) === quote && text.charCodeAt(at + 2) === quote;
  return { quote, triple, content: at + (triple ? 3 : 1) };
}

/**
 * The position of the quotes that close a string. Raw strings need no rule of their own: in them too
 * a backslash keeps the quote behind it. An unclosed string ends with its line (or with the text, if
 * triple-quoted), so that a broken file stays readable.
 */
export function closingQuote(text: string, opening: Opening): number {
  return opening.triple ? closingTriple(text, opening) : closingSingle(text, opening);
}

function closingSingle(text: string, { quote, content }: Opening): number {
  let at = content;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === quote || isNewline(code)) return at;
    at = code === BACKSLASH ? afterEscape(text, at) : at + 1;
  }
  return text.length;
}

/** Long strings are searched for their end; an odd run of backslashes before it escapes it. */
function closingTriple(text: string, { quote, content }: Opening): number {
  const quotes = String.fromCharCode(quote).repeat(3);
  let end = text.indexOf(quotes, content);
  while (end >= 0 && isEscaped(text, end, content)) end = text.indexOf(quotes, end + 1);
  return end < 0 ? text.length : end;
}

function isEscaped(text: string, at: number, from: number): boolean {
  let run = at;
  while (run > from && text.charCodeAt(run - 1) === BACKSLASH) run--;
  return (at - run) % 2 === 1;
}

/** Where code goes on after a string whose closing quotes are at `closing`. */
export function afterString(text: string, opening: Opening, closing: number): number {
  if (text.charCodeAt(closing) !== opening.quote) return closing;
  return closing + (opening.triple ? 3 : 1);
}

/**
 * The letters directly before a quote, lower case: `''`, `r`, `fr`, …. A longer word is a keyword
 * (`if"x"`), not a prefix.
 */
export function stringPrefix(text: string, quoteAt: number): string {
  let start = quoteAt;
  while (start > 0 && quoteAt - start < 3 && isWord(text.charCodeAt(start - 1))) start--;
  return quoteAt - start > 2 ? '' : text.slice(start, quoteAt).toLowerCase();
}

/** The end of a comment: its newline, or the end of the text. */
export function commentEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && !isNewline(text.charCodeAt(end))) end++;
  return end;
}
