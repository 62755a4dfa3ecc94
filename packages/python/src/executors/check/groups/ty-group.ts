import { settingsText } from '../../tools/settings-text.js';
import { canLeaveOut, tyFindings, tyInvocation, tyReport } from '../../tools/ty.js';
import { runCleanGroup } from './clean-group.js';
import type { GroupRun } from './group-run.js';
import { runEach } from './run-each.js';

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
