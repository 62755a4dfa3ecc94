/**
 * Characters that stand for nothing to be seen, and change what a terminal does or in which order a line is read:
 * controls, marks of direction and joining, separators of lines, halves of pairs.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const escaped = (character: string) =>
  Array.from({ length: character.length }, (_, at) => character.charCodeAt(at))
    .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
    .join('');

/** A text of one line as it can be shown: what would not be seen is written out. A JSON text stays the same value. */
export function printableLine(text: string): string {
  return text.replace(unseen, escaped);
}

/** A text of many lines as it can be shown. */
export function printable(text: string): string {
  return text.replace(unseen, (each) => (each === '\n' || each === '\t' ? each : escaped(each)));
}
