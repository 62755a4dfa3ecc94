import { type ErrorPlace, SignalError } from '../errors.js';
import { nearestKey } from '../options/nearest-key.js';
import type { Rule } from './option-rules.js';

/** Options as Nx hands them over: whatever somebody has written. */
export type RawOptions = Readonly<Record<string, unknown>>;

const longest = 60;

function valueText(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

function wrongValue(
  task: string,
  option: string,
  value: unknown,
  rule: Rule,
  place: ErrorPlace | undefined,
): SignalError {
  const near =
    typeof value === 'string' && rule.values ? nearestKey(value, rule.values) : undefined;
  const meant = near ? `did you mean ${JSON.stringify(near)}? Expected` : 'expected is';
  return new SignalError({
    code: 'OPTIONS_INVALID',
    message:
      value === undefined
        ? `The option "${option}" of ${task} is missing.`
        : `The option "${option}" of ${task} is not valid: ${valueText(value)}.`,
    place,
    hint: `${meant} ${rule.what}.`,
  });
}

/** What was typed, once or more often: Nx takes some words for numbers. */
function readTyped(given: unknown, read: (text: string) => unknown): unknown {
  if (typeof given === 'string') return read(given);
  return Array.isArray(given) ? given.flatMap((one) => read(String(one))) : given;
}

/**
 * The options of one task, with the texts of the command line read as what they stand for. Nx does not
 * check them: it would end a whole batch for one wrong value.
 *
 * @param overrides - what was typed for the run, as far as it is known
 * @param placeOf - where an option stands; asked for a wrong one only
 * @throws SignalError OPTIONS_INVALID
 */
export function checkOptions(
  task: string,
  options: RawOptions,
  rulesFor: (options: RawOptions) => Record<string, Rule>,
  overrides: RawOptions,
  placeOf: (option: string) => ErrorPlace | undefined,
): RawOptions {
  const checked: Record<string, unknown> = { ...options };
  for (const [option, rule] of Object.entries(rulesFor(options))) {
    const given = checked[option];
    const isTyped = given !== undefined && overrides[option] !== undefined;
    const value = isTyped && rule.read ? readTyped(given, rule.read) : given;
    if (value === undefined ? rule.required : !rule.fits(value)) {
      throw wrongValue(task, option, value, rule, placeOf(option));
    }
    if (value !== undefined) checked[option] = value;
  }
  return checked;
}
