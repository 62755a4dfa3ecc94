import type { GroupRun } from '../../batch/group-run.js';
import { runCleanGroup } from '../checkers/clean-group.js';
import { mentionsIgnore } from '../checkers/mentions-ignore.js';
import { pyreflyFindings, pyreflyInvocation, pyreflyReport } from './run.js';

/**
 * Pyrefly over all projects at once. It ends with how many errors comments suppress: where there are
 * any, a project with such a comment is run alone.
 */
export async function runPyreflyGroup(run: GroupRun): Promise<void> {
  await runCleanGroup(run, {
    invocation: (tasks, workspace) => pyreflyInvocation(tasks, workspace, pyreflyReport),
    read: (result, workspace) => {
      const found = pyreflyFindings(result);
      return (
        found && {
          files: found.files,
          hasWords: (task) => found.suppressed && mentionsIgnore(task, workspace),
        }
      );
    },
  });
}
