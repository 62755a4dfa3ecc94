import type { ToolTask } from '../tools/tool-task.js';

const shown = 5;

/**
 * Warnings of several tasks, a line each and few of them, for the terminal: of tasks that succeed among
 * others Nx shows no output.
 */
export function notesOfRun(tasks: readonly Pick<ToolTask, 'project' | 'options'>[]): string {
  const lines = tasks.flatMap(({ project, options }) =>
    (options.notes ?? []).map(
      (note) => `warning: ${project === '.' ? 'the root' : project}: ${note}\n`,
    ),
  );
  const more = lines.length - shown;
  const rest = more > 0 ? `and ${more} more warnings, in the output of the tasks\n` : '';
  return lines.slice(0, shown).join('') + rest;
}
