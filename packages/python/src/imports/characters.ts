/** Character codes that decide something in Python source. */
export const TAB = 9;
export const LINE_FEED = 10;
export const FORM_FEED = 12;
export const CARRIAGE_RETURN = 13;
export const SPACE = 32;
export const DOUBLE_QUOTE = 34;
export const HASH = 35;
export const SINGLE_QUOTE = 39;
export const DOT = 46;
export const COLON = 58;
export const BACKSLASH = 92;
export const OPEN_BRACE = 123;
export const CLOSE_BRACE = 125;

/** Ends a physical line: Python takes `\n`, `\r\n` and a lone `\r`. */
export function isNewline(code: number): boolean {
  return code === LINE_FEED || code === CARRIAGE_RETURN;
}

/** Separates tokens within a line. */
export function isBlank(code: number): boolean {
  return code === SPACE || code === TAB || code === FORM_FEED;
}

/** Part of an identifier or number. Everything beyond ASCII counts: no operator lives there. */
export function isWord(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code >= 128
  );
}

/**
 * Where the text after a backslash goes on: past the escaped character, and past both characters of
 * a `\r\n`, since the two are one newline.
 */
export function afterEscape(text: string, backslash: number): number {
  const crlf =
    text.charCodeAt(backslash + 1) === CARRIAGE_RETURN &&
    text.charCodeAt(backslash + 2) === LINE_FEED;
  return backslash + (crlf ? 3 : 2);
}
