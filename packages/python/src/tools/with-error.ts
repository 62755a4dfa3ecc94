import { formatError, SignalError } from '../errors.js';
import type { StepResult, ToolTask } from './tool-task.js';

/** Text and then an error behind it, each on lines of its own. */
export function withError(output: string, error: unknown): StepResult {
  const separator = output === '' || output.endsWith('\n') ? '' : '\n';
  return { success: false, output: `${output}${separator}${formatError(error)}\n` };
}

/** For a task whose typed arguments leave nothing to be done: a success would say more than was looked at. */
export function nothingSelected({ id }: ToolTask, what: 'test' | 'file'): SignalError {
  return new SignalError({
    code: 'NOTHING_SELECTED',
    message: `The arguments typed for ${id} select no ${what}.`,
    hint: `name another ${what}, or run the task without arguments.`,
  });
}
