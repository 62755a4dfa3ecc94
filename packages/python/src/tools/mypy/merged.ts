import { existsSync } from 'node:fs';
import type { GroupRun } from '../../batch/group-run.js';
import { runEach } from '../../batch/run-each.js';
import { executableIn } from '../../environment/locate.js';
import { runProcess } from '../../process/run-process.js';
import { inTime } from '../task-clock.js';
import { timeoutOf } from '../tool-task.js';
import { type MypyTask, mypyInvocation, mypyResult, readAnswers } from './run.js';

/**
 * One process of mypy over all projects. What it could not check, for whatever reason, is run alone:
 * there a crash or a time-out is the task's own.
 */
export async function runMypyGroup(run: GroupRun): Promise<void> {
  const { workspace, report } = run;
  const [first, ...others] = run.tasks as MypyTask[];
  if (!first) return;
  if (others.length === 0 || !existsSync(executableIn(workspace.environmentFolder, 'mypy'))) {
    return await runEach(run.tasks, run);
  }
  const all = [first, ...others];
  const { output } = await inTime(workspace, all, () =>
    runProcess({
      ...mypyInvocation([first, ...others], workspace),
      timeout: timeoutOf(first.options),
    }),
  );
  const answers = readAnswers(output, workspace);
  const remaining: MypyTask[] = [];
  for (const task of all) {
    const known = mypyResult(task, workspace, answers);
    if (known) report(task, known);
    else remaining.push(task);
  }
  await runEach(remaining, run);
}
