import { takesValue, type WordTable } from './word-tables.js';

/** An option as it was given. Its name stands without dashes. */
export interface GivenOption {
  name: string;
  /** `true` for a flag, `false` for one with `no-` before it. */
  value: string | boolean;
}

/** The words of a command line, sorted. */
export interface SortedWords {
  options: GivenOption[];
  /** What belongs to no option, in order. */
  others: string[];
}

/** What is not clear about some words: an option that may or may not take the word behind it. */
export class UnclearWord extends Error {
  readonly option: string;
  readonly word: string;

  constructor(option: string, word: string) {
    super(`${option} may or may not take ${word}`);
    this.option = option;
    this.word = word;
  }
}

/** How words are read. */
export interface Reading {
  table: WordTable;
  /** Whether a word names something that is there. */
  isPath: (word: string) => boolean;
}

/** The word behind an option, if it is the option's value. */
function valueBehind(
  option: string,
  name: string,
  next: string | undefined,
  { table, isPath }: Reading,
): string | undefined {
  if (next === undefined || /^-./.test(next)) return undefined;
  const takes = takesValue(name, table);
  if (takes === undefined && isPath(next)) throw new UnclearWord(option, next);
  return takes === false ? undefined : next;
}

/** A word such as `-xvs` or `-n2`, and how many words it takes with its value. */
function shortOptions(word: string, next: string | undefined, reading: Reading) {
  const options: GivenOption[] = [];
  for (let at = 1; at < word.length; at += 1) {
    const name = word[at] ?? '';
    const rest = word.slice(at + 1);
    const isAlone = word.length === 2;
    if (takesValue(name, reading.table) === true || isAlone) {
      if (rest !== '')
        return { options: [...options, { name, value: rest.replace(/^=/, '') }], taken: 1 };
      const value = valueBehind(word, name, next, reading);
      return {
        options: [...options, { name, value: value ?? true }],
        taken: value === undefined ? 1 : 2,
      };
    }
    options.push({ name, value: true });
  }
  return { options, taken: 1 };
}

function longOption(word: string, next: string | undefined, reading: Reading) {
  const [, joined, text] = /^--([^=]+)=(.*)$/s.exec(word) ?? [];
  if (joined !== undefined) return { options: [{ name: joined, value: text ?? '' }], taken: 1 };
  const name = word.slice(2);
  if (/^no-./.test(name)) return { options: [{ name: name.slice(3), value: false }], taken: 1 };
  const value = valueBehind(word, name, next, reading);
  return { options: [{ name, value: value ?? true }], taken: value === undefined ? 1 : 2 };
}

/** Sorts words as the tool will. Throws {@link UnclearWord}. */
export function sortWords(words: readonly string[], reading: Reading): SortedWords {
  const sorted: SortedWords = { options: [], others: [] };
  for (let at = 0; at < words.length; ) {
    const word = words[at] ?? '';
    if (word === '--') {
      sorted.others.push(...words.slice(at + 1));
      break;
    }
    if (/^-[A-Za-z]|^--./.test(word)) {
      const read = word.startsWith('--') ? longOption : shortOptions;
      const { options, taken } = read(word, words[at + 1], reading);
      sorted.options.push(...options);
      at += taken;
    } else {
      sorted.others.push(word);
      at += 1;
    }
  }
  return sorted;
}

/** An option as it is handed to a tool. */
export function writeOption({ name, value }: GivenOption): string[] {
  const dashed = name.length === 1 ? `-${name}` : `--${name}`;
  if (value === true) return [dashed];
  if (value === false) return [`--no-${name}`];
  if (name.length > 1) return [`${dashed}=${value}`];
  return value.startsWith('-') ? [`${dashed}${value}`] : [dashed, value];
}
