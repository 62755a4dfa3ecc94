import { stripVTControlCharacters } from 'node:util';

/** Patterns of lines, without colours. */
export interface LineOrder {
  first?: RegExp;
  last?: RegExp;
  /** Lines that are about how the tool was started rather than about what it checked. */
  dropped?: RegExp;
}

/**
 * Puts what a tool prints on two channels into one order: which channel arrives first is chance.
 * Lines keep their order among their like.
 */
export function orderedLines(output: string, { first, last, dropped }: LineOrder): string {
  const groups: [first: string[], middle: string[], last: string[]] = [[], [], []];
  for (const line of output.split(/(?<=\n)/)) {
    const text = stripVTControlCharacters(line);
    if (dropped?.test(text)) continue;
    groups[first?.test(text) ? 0 : last?.test(text) ? 2 : 1].push(line);
  }
  return groups.flat().join('');
}
