import { parseArgs } from 'node:util';
import { SignalError } from '../errors.js';
import { nearestKey } from '../options/nearest-key.js';

/** What stands behind a command's name, sorted. */
export interface ParsedArguments<Flag extends string> {
  flags: Set<Flag>;
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
    nearest ? `did you mean ${nearest}?` : `known are ${known.join(', ')}.`,
  );
}

/** Sorts arguments into flags and values. Throws USAGE for an unknown flag. */
export function parseArguments<Flag extends string>(
  argv: readonly string[],
  known: readonly Flag[],
): ParsedArguments<Flag> {
  const options = Object.fromEntries(known.map((flag) => [nameOf(flag), { type: 'boolean' }]));
  const { tokens, positionals } = parseArgs({
    args: [...argv],
    options: options as Record<string, { type: 'boolean' }>,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const flags = new Set<Flag>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const flag = known.find((name) => nameOf(name) === token.name);
    // A flag takes no value: `--json=no` would be taken for `--json`.
    if (!flag || token.value !== undefined)
      throw unknownName('option', argv[token.index] ?? token.rawName, known);
    flags.add(flag);
  }
  return { flags, values: positionals };
}

function nameOf(flag: string): string {
  return flag.replace(/^--/, '');
}
