import { type ParseArgsConfig, parseArgs } from 'node:util';
import { SignalError } from '../errors.js';
import { nearestKey } from '../options/nearest-key.js';

/** What stands behind a command's name, sorted. */
export interface ParsedArguments<Flag extends string> {
  flags: Set<Flag>;
  /** What was given for options that take a value, by option. */
  given: Map<string, string[]>;
  /** What is no flag, in order. */
  values: string[];
}

/** An error in how the program was called. */
export function usageError(message: string, hint: string): SignalError {
  return new SignalError({ code: 'USAGE', message, hint });
}

/** Throws USAGE for a name nobody knows, with the nearest known one. */
export function unknownName(
  what: 'command' | 'option',
  name: string,
  known: readonly string[],
): SignalError {
  const nearest = nearestKey(name, known);
  return usageError(
    `There is no ${what} ${name}.`,
    nearest ? `did you mean ${nearest}?` : `known: ${known.join(', ')}.`,
  );
}

/**
 * Sorts arguments into flags and values. Throws USAGE for an unknown flag.
 *
 * @param valued - options that take a value and may be repeated, with the letter that is short for each
 */
export function parseArguments<Flag extends string>(
  argv: readonly string[],
  known: readonly Flag[],
  valued: Readonly<Record<string, string>> = {},
): ParsedArguments<Flag> {
  const options: NonNullable<ParseArgsConfig['options']> = {};
  for (const flag of known) options[nameOf(flag)] = { type: 'boolean' };
  for (const [option, short] of Object.entries(valued))
    options[nameOf(option)] = { type: 'string', short, multiple: true };
  const { tokens, positionals } = parseArgs({
    args: [...argv],
    options,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const flags = new Set<Flag>();
  const given = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const option = Object.keys(valued).find((name) => nameOf(name) === token.name);
    if (option !== undefined) {
      if (token.value === undefined || token.value === '')
        throw usageError(`${option} takes a value.`, `write it after ${option}.`);
      given.set(option, [...(given.get(option) ?? []), token.value]);
      continue;
    }
    const flag = known.find((name) => nameOf(name) === token.name);
    // A flag takes no value: `--json=no` would be taken for `--json`.
    if (!flag || token.value !== undefined)
      throw unknownName('option', argv[token.index] ?? token.rawName, [
        ...known,
        ...Object.keys(valued),
      ]);
    flags.add(flag);
  }
  return { flags, given, values: positionals };
}

function nameOf(flag: string): string {
  return flag.replace(/^--/, '');
}
