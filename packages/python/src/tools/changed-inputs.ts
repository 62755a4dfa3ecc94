import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SignalError } from '../errors.js';
import { gitFiles } from '../process/git-files.js';
import type { StepResult, ToolTask } from './tool-task.js';
import { withError } from './with-error.js';

function digestOf(file: string): string | undefined {
  try {
    return createHash('sha1').update(readFileSync(file)).digest('hex');
  } catch {
    // Gone, or a link to a folder.
    return undefined;
  }
}

/** Digests of a project's files, but for those that git ignores. */
async function digests({ project }: ToolTask, root: string): Promise<Map<string, string>> {
  const folder = join(root, project);
  const files = (await gitFiles(folder, ['--cached', '--others'])) ?? [];
  return new Map(
    files.flatMap((file) => {
      const digest = digestOf(join(folder, file));
      return digest === undefined ? [] : [[file, digest] as const];
    }),
  );
}

function changedError({ id, project }: ToolTask, files: readonly string[]): SignalError {
  const shown = files.slice(0, 3).map((file) => (project === '.' ? file : `${project}/${file}`));
  const more = files.length > shown.length ? ` and ${files.length - shown.length} more` : '';
  return new SignalError({
    code: 'INPUTS_CHANGED',
    message: `${id} changed ${shown.join(', ')}${more}: its result belongs to the files as they were before, and must not be stored.`,
    hint: 'run it again, use the target `fix` for edits, or add --skip-nx-cache.',
  });
}

/**
 * Runs a task for which something was typed, as `--fix` or `--snapshot-update` may be. A success is none when the
 * run has changed files of its own project: a replay would not, and would say that all is well.
 */
export async function withoutChangedInputs(
  task: ToolTask,
  root: string,
  run: () => Promise<StepResult>,
): Promise<StepResult> {
  if (!task.isStored || !task.options.isTyped) return await run();
  const before = await digests(task, root);
  const result = await run();
  if (!result.success) return result;
  const changed = [...before].filter(
    ([file, digest]) => digestOf(join(root, task.project, file)) !== digest,
  );
  if (changed.length === 0) return result;
  return withError(
    result.output,
    changedError(
      task,
      changed.map(([file]) => file),
    ),
  );
}
