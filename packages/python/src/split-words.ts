/** Blanks between the words of a text, as far as no quote is open. */
const blank = /\s/;

/** What a backslash can stand before inside double quotes. */
const escapable = /["\\$`\n]/;

/** A text on its way into words. */
interface Reading {
  words: string[];
  /** The word that is being read; undefined between words, for a quoted word may be empty. */
  word: string | undefined;
  quote: '"' | "'" | undefined;
}

/** Reads one character, or a backslash with the one behind it. Returns how many were read. */
function readAt(text: string, at: number, reading: Reading): number {
  const character = text[at] ?? '';
  const next = text[at + 1];
  const add = (more: string) => {
    reading.word = (reading.word ?? '') + more;
  };
  if (reading.quote === undefined && blank.test(character)) {
    if (reading.word !== undefined) reading.words.push(reading.word);
    reading.word = undefined;
  } else if (character === reading.quote) reading.quote = undefined;
  else if (reading.quote === undefined && (character === '"' || character === "'")) {
    reading.quote = character;
    add('');
  } else if (character === '\\' && reading.quote !== "'" && next !== undefined) {
    if (reading.quote === undefined || escapable.test(next)) {
      if (next !== '\n') add(next);
      return 2;
    }
    add(character);
  } else add(character);
  return 1;
}

/**
 * Splits a text into words as a shell does: by blanks, with quotes and backslashes. Nothing is expanded.
 *
 * @returns undefined where a quote is not closed
 */
export function splitWords(text: string): string[] | undefined {
  const reading: Reading = { words: [], word: undefined, quote: undefined };
  for (let at = 0; at < text.length; ) at += readAt(text, at, reading);
  if (reading.quote !== undefined) return undefined;
  return reading.word === undefined ? reading.words : [...reading.words, reading.word];
}

/** A word as it is written in a shell. */
export function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
