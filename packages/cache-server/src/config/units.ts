import { z } from 'zod';

const sizeUnits: Record<string, number> = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 };
const durationUnits: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 };

function scaled(text: string, units: Record<string, number>): number | undefined {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?) ?([A-Za-z]*)$/.exec(text) ?? [];
  const factor = units[unit];
  if (digits === undefined || factor === undefined) return undefined;
  const value = Math.floor(Number(digits) * factor);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** A number with a unit, as text, turned into the smallest unit. */
function measured(units: Record<string, number>, example: string) {
  return z.string().transform((text, context) => {
    const value = scaled(text, units);
    if (value !== undefined) return value;
    context.addIssue({
      code: 'custom',
      message: `expected a number with a unit, such as "${example}"`,
    });
    return z.NEVER;
  });
}

/** Bytes: `500MB`, `10GB`. */
export const size = () => measured(sizeUnits, '10GB');

/** Seconds of a hundred years: what lies behind them has no date. */
const longest = 36_500 * 86_400;
/** Seconds that timers of the system can wait. */
const longestTimeout = 24 * 86_400;

/** Seconds: `30s`, `15m`, `6h`, `30d`. */
export const duration = () =>
  measured(durationUnits, '30d').refine((seconds) => seconds <= longest, 'expected at most 36500d');

/** Seconds that something is waited for. */
export const timeout = () =>
  measured(durationUnits, '30s').refine(
    (seconds) => seconds >= 1 && seconds <= longestTimeout,
    'expected 1s to 24d',
  );
