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
  const flags = new Set<Flag>();
  const values: string[] = [];
  for (const argument of argv) {
    const flag = known.find((name) => name === argument);
    if (flag) flags.add(flag);
    else if (argument.startsWith('-')) throw unknownName('option', argument, known);
    else values.push(argument);
  }
  return { flags, values };
}
