import { formatError } from '../errors.js';
import type { StepResult } from '../tools/tool-task.js';
import { changedFiles, ignoredFiles } from './ignored-files.js';
import type { VerifiedTask } from './verified-task.js';
import { verifyInputs } from './verify-inputs.js';

/**
 * Adds to the result of a pytest run what there is to say about its reads. The text stands behind
 * pytest's own, which a failed test needs as much as ever.
 */
export async function verifyResult(result: StepResult, task: VerifiedTask): Promise<StepResult> {
  const { error, written } = await verifyInputs(task, result.success, (files) =>
    ignoredFiles(files, task.workspaceRoot),
  );
  const noted = await withNote(result, written, task);
  if (!error) return noted;
  const text = task.fails ? formatError(error) : formatError(error).replace(/^error/, 'warning');
  return { success: noted.success && !task.fails, output: `${behind(noted.output)}${text}\n` };
}

/** Text with an empty line behind it. */
function behind(output: string): string {
  return output.endsWith('\n') ? `${output}\n` : `${output}\n\n`;
}

/** A run that changes its own inputs is right, but nothing will ever be replayed for it. */
async function withNote(
  result: StepResult,
  written: readonly string[],
  { id, workspaceRoot }: VerifiedTask,
): Promise<StepResult> {
  const [file, ...others] = written.length > 0 ? await changedFiles(written, workspaceRoot) : [];
  if (file === undefined) return result;
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  const note =
    `note: ${id} wrote ${file}${more} among its own inputs, so its result will not be replayed; ` +
    'name what it writes in .gitignore.';
  return { ...result, output: `${behind(result.output)}${note}\n` };
}
