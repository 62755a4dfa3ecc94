import { takesValue, type WordTable } from './word-tables.js';
import { type GivenOption, type Reading, type SortedWords, sortWords } from './words.js';

/**
 * Words typed for a task, as Nx hands them on. It hashes what it has read out of them (`--a b` and `--a=b`
 * are the same, and so is any order of options), and not the words.
 */
export interface Typed {
  /** What Nx has read, by the names of options. */
  read: Readonly<Record<string, unknown>>;
  /** As they were typed. */
  words: readonly string[];
}

/** The values of an option as Nx has read them, with the name that each has. */
function valuesOf(name: string, value: unknown): [string, unknown][] {
  if (Array.isArray(value)) return value.flatMap((one) => valuesOf(name, one));
  if (typeof value !== 'object' || value === null) return [[name, value]];
  return Object.entries(value).flatMap(([key, inner]) => valuesOf(`${name}.${key}`, inner));
}

/** An option that takes a value which was written right behind its letter, `-rA`: Nx takes it for flags. */
function withAttached(options: readonly GivenOption[], table: WordTable): GivenOption[] {
  const isLetter = ({ name, value }: GivenOption) => name.length === 1 && value === true;
  const takers = options.filter((one) => isLetter(one) && table.values.has(one.name));
  const attached = options.filter(
    (one) => isLetter(one) && takesValue(one.name, table) === undefined,
  );
  const [taker] = takers;
  if (taker === undefined || takers.length > 1 || attached.length === 0) return [...options];
  const value = attached.map(({ name }) => name).join('');
  const others = options.filter((one) => one !== taker && !attached.includes(one));
  return [...others, { name: taker.name, value }];
}

function byName({ name: a }: GivenOption, { name: b }: GivenOption): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What is hashed, sorted as words are: the same words whatever else may have been typed for this hash. */
function hashedWords(
  read: Typed['read'],
  isOwn: (name: string) => boolean,
  table: WordTable,
): SortedWords {
  const others = [read['_']].flat().filter((word) => word !== undefined);
  const sorted: SortedWords = { options: [], others: others.map(String) };
  const names = Object.keys(read).filter((name) => name !== '_' && !isOwn(name));
  for (const name of names.sort()) {
    for (const [full, value] of valuesOf(name, read[name])) {
      const isFlag = typeof value === 'boolean';
      const isSwallowed = !isFlag && takesValue(full, table) === false;
      sorted.options.push({ name: full, value: isFlag ? value : isSwallowed || String(value) });
      if (isSwallowed) sorted.others.push(String(value));
    }
  }
  return { ...sorted, options: withAttached(sorted.options, table).sort(byName) };
}

/** Letters in one order: in which one reports are asked for says nothing about a result. */
function comparable({ name, value }: GivenOption, table: WordTable): string {
  const isLetters = typeof value === 'string' && name === 'r' && table.values.has(name);
  return JSON.stringify([name, isLetters ? [...value].sort().join('') : value]);
}

function sameOptions(a: SortedWords, b: SortedWords, table: WordTable): boolean {
  const text = ({ options }: SortedWords) =>
    [...options]
      .sort(byName)
      .map((one) => comparable(one, table))
      .join();
  return text(a) === text(b) && [...a.others].sort().join('\0') === [...b.others].sort().join('\0');
}

/** The order of options of which the last one wins. */
function decisions({ options }: SortedWords, table: WordTable): string {
  const decided = options.map(({ name }) => [table.decides(name), name] as const);
  const groups = new Set(decided.flatMap(([group]) => group ?? []));
  return JSON.stringify(
    [...groups].sort().map((group) => decided.filter(([one]) => one === group)),
  );
}

/**
 * The words for a tool, out of what Nx hashes alone, so that no stored result is one of other words.
 *
 * @param isOwn - whether an option is one of the task, not of its tool
 * @returns undefined where words were typed that Nx's reading does not tell from others
 */
export function typedWords(
  { read, words }: Typed,
  isOwn: (name: string) => boolean,
  reading: Reading,
): SortedWords | undefined {
  const { table } = reading;
  const values = new Set([...table.values, ...Object.keys(read).filter(isOwn)]);
  const typed = sortWords(words, { ...reading, table: { ...table, values } });
  const ofTool = {
    ...typed,
    options: typed.options.filter(({ name, value }) => !isOwn(name) || value === true),
  };
  const hashed = hashedWords(read, (name) => isOwn(name) && read[name] !== true, table);
  const isSame =
    sameOptions(ofTool, hashed, table) && decisions(ofTool, table) === decisions(hashed, table);
  return isSame ? hashed : undefined;
}
