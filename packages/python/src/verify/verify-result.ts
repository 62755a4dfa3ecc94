import { formatError } from '../errors.js';
import type { StepResult } from '../tools/tool-task.js';
import { ignoredFiles } from './ignored-files.js';
import type { VerifiedTask } from './verified-task.js';
import { verifyInputs } from './verify-inputs.js';

/**
 * Adds to the result of a pytest run what there is to say about its reads. The text stands behind
 * pytest's own, which a failed test needs as much as ever.
 */
export async function verifyResult(result: StepResult, task: VerifiedTask): Promise<StepResult> {
  const error = await verifyInputs(task, result.success, (files) =>
    ignoredFiles(files, task.workspaceRoot),
  );
  if (!error) return result;
  const text = task.fails ? formatError(error) : formatError(error).replace(/^error/, 'warning');
  const separator = result.output.endsWith('\n') ? '\n' : '\n\n';
  return {
    success: result.success && !task.fails,
    output: `${result.output}${separator}${text}\n`,
  };
}
