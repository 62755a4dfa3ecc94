import type { GroupRun } from '../../batch/group-run.js';
import { runEach } from '../../batch/run-each.js';
import { runCleanGroup } from '../checkers/clean-group.js';
import { settingsText } from '../checkers/settings-text.js';
import { canLeaveOut, tyFindings, tyInvocation, tyReport } from './run.js';

/** Ty over all projects at once, where it would say the same about each of them alone. */
export async function runTyGroup(run: GroupRun): Promise<void> {
  const [first] = run.tasks;
  if (first && canLeaveOut(settingsText(first, run.workspace))) return runEach(run.tasks, run);
  await runCleanGroup(run, {
    invocation: (tasks, workspace) => tyInvocation(tasks, workspace, tyReport),
    read: (result) => {
      const files = tyFindings(result);
      return files && { files, hasWords: () => false };
    },
  });
}
