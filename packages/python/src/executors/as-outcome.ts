import { formatError } from '../errors.js';
import { stopChildrenWithThisProcess } from '../process/run-process.js';

/** Prints text as part of the task's output. */
export type Show = (text: string) => void;

const show: Show = (text) => void process.stdout.write(text);

/** Runs what an executor is for: the task fails with the words of an error. Programs that it started end with it. */
export async function asOutcome(
  work: (show: Show) => Promise<void>,
): Promise<{ success: boolean }> {
  stopChildrenWithThisProcess();
  try {
    await work(show);
    return { success: true };
  } catch (error) {
    show(`${formatError(error)}\n`);
    return { success: false };
  }
}
