import { usageError } from './options.js';

/** Options that may have a value, and what is left of the arguments. */
export interface ValuedOptions<Name extends string> {
  /** What was typed behind each option; empty where nothing was. */
  values: Map<Name, string>;
  rest: string[];
}

/** Takes options out of arguments whose value may stand behind `=` or by itself, or be missing. */
export function takeValuedOptions<Name extends string>(
  argv: readonly string[],
  names: readonly Name[],
): ValuedOptions<Name> {
  const values = new Map<Name, string>();
  const rest: string[] = [];
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    const [typed, ...behind] = word.split('=');
    const name = names.find((one) => one === typed);
    if (name === undefined) {
      rest.push(word);
      continue;
    }
    if (values.has(name)) throw usageError(`${name} was given twice.`, 'name one file.');
    const next = argv[index + 1];
    const isNext = behind.length === 0 && next !== undefined && !next.startsWith('-');
    values.set(name, isNext ? next : behind.join('='));
    if (isNext) index += 1;
  }
  return { values, rest };
}
