import { measure } from '../measure/process.mjs';

/** Runs one command, which must succeed; tells what it took and printed. */
export function green(step, cwd) {
  const measured = measure([step], cwd);
  if (measured.status === 0) return measured;
  const end = measured.output.trim().split('\n').slice(-20).join('\n');
  throw new Error(`\`${step.command.join(' ')}\` ended with ${measured.status}.\n${end}`);
}

/** Seconds that some commands took, one after the other. */
export const seconds = (steps, cwd) => steps.reduce((sum, step) => sum + green(step, cwd).wall, 0);

/** Seconds that pytest says it took, over as many tests as were to pass. */
export function ownTime(output, expected) {
  const [, count, time] = /(\d+) passed.* in (\d+\.\d+)s/.exec(output) ?? [];
  if (Number(count) === expected) return Number(time);
  throw new Error(`pytest has not said that ${expected} tests passed, and how long they took.`);
}
