import type { GroupRun } from '../../batch/group-run.js';
import { givenPaths, isCheckerTask, nothingChecked } from './checker-task.js';

/** Answers for projects of which nothing is checked; what remains is the checker's. */
export function reportUnchecked(run: GroupRun): GroupRun {
  const remaining = run.tasks.filter((task) => {
    if (!isCheckerTask(task) || givenPaths(task).length > 0) return true;
    run.report(task, nothingChecked(task));
    return false;
  });
  return { ...run, tasks: remaining };
}
