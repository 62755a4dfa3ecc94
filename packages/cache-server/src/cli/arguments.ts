import { suggestName } from '../config/nearest.js';
import { CacheServerError } from '../errors.js';
import type { Arguments, Command } from './command.js';

/** An error in how the program was called. */
export function usageError(message: string, hint: string): CacheServerError {
  return new CacheServerError({ code: 'USAGE', message, hint });
}

/** The flag that an argument names, with what stands behind `=`; undefined when it is none. */
function readFlag(
  argument: string,
  { flags }: Pick<Command, 'flags'>,
): { name: string; inline: string | undefined } | undefined {
  const [, dashes, name = '', , inline] = /^(--?)([^=]*)(=(.*))?$/s.exec(argument) ?? [];
  if (dashes === undefined) return undefined;
  if (dashes === '--' && flags.includes(name)) return { name, inline };
  const hint =
    dashes === '--'
      ? suggestName(name, flags)
      : 'options start with two dashes and are written in full, such as --port; --help lists them.';
  throw usageError(`There is no option ${dashes}${name}.`, hint);
}

/**
 * Sorts arguments: `--name value`, `--name=value`, `--name` for true, and the rest.
 *
 * @throws CacheServerError USAGE for a flag that is unknown, with the nearest known one, or has no value;
 * and for anything else where the command takes only flags
 */
export function parseArguments(
  argv: readonly string[],
  command: Pick<Command, 'name' | 'flags' | 'switches' | 'takesValues'>,
): Arguments {
  const flags: Record<string, string> = {};
  const values: string[] = [];
  for (let index = 0; index < argv.length; index += 1) {
    const argument = argv[index] ?? '';
    const flag = readFlag(argument, command);
    if (!flag) {
      values.push(argument);
      continue;
    }
    const next = argv[index + 1];
    const hasNext = flag.inline === undefined && next !== undefined && !next.startsWith('--');
    if (hasNext) index += 1;
    const value = flag.inline ?? (hasNext ? next : undefined);
    flags[flag.name] = value ?? withoutValue(flag.name, command);
  }
  const [value] = values;
  if (value !== undefined && !command.takesValues)
    throw usageError(
      `${command.name} takes only options, but got "${value}".`,
      `see nx-signal-cache ${command.name} --help.`,
    );
  return { flags, values };
}

function withoutValue(name: string, { switches }: Pick<Command, 'switches'>): string {
  if (switches.includes(name)) return 'true';
  throw usageError(`--${name} needs a value.`, `write --${name} VALUE.`);
}
