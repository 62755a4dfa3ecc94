import { suggestName } from '../config/nearest.js';
import { CacheServerError } from '../errors.js';
import type { Arguments } from './command.js';

/** An error in how the program was called. */
export function usageError(message: string, hint: string): CacheServerError {
  return new CacheServerError({ code: 'USAGE', message, hint });
}

/**
 * Sorts arguments: `--name value`, `--name=value`, `--name` for true, and the rest.
 *
 * @throws CacheServerError USAGE for an unknown flag, with the nearest known one
 */
export function parseArguments(argv: readonly string[], known: readonly string[]): Arguments {
  const flags: Record<string, string> = {};
  const values: string[] = [];
  for (let index = 0; index < argv.length; index += 1) {
    const argument = argv[index] ?? '';
    if (!argument.startsWith('--')) {
      values.push(argument);
      continue;
    }
    const [, name = '', , inline] = /^--([^=]*)(=(.*))?$/s.exec(argument) ?? [];
    if (!known.includes(name))
      throw usageError(`There is no option --${name}.`, suggestName(name, known));
    const next = argv[index + 1];
    const hasNext = inline === undefined && next !== undefined && !next.startsWith('--');
    if (hasNext) index += 1;
    flags[name] = inline ?? (hasNext ? (next ?? '') : 'true');
  }
  return { flags, values };
}
