import { existsSync } from 'node:fs';
import type { GroupRun } from '../../batch/group-run.js';
import { runEach } from '../../batch/run-each.js';
import { executableIn } from '../../environment/locate.js';
import { type ProcessResult, runProcess } from '../../process/run-process.js';
import type { CheckerTask } from '../checkers/checker-task.js';
import { settingsText } from '../checkers/settings-text.js';
import { inTime } from '../task-clock.js';
import { type StepResult, type ToolTask, timeoutOf } from '../tool-task.js';
import { hasBaseline, pyrightInvocation, pyrightResult } from './run.js';

/**
 * One process of pyright or basedpyright over all projects: it takes a second to start and prints file
 * by file. What it does not tell about a project is found out alone.
 */
export async function runPyrightGroup(run: GroupRun): Promise<void> {
  const { workspace, report } = run;
  const [first, ...others] = run.tasks as CheckerTask[];
  if (!first) return;
  const executable = executableIn(workspace.environmentFolder, first.options.tool);
  const canMerge = !hasBaseline(first, workspace, settingsText(first, workspace));
  if (others.length === 0 || !canMerge || !existsSync(executable)) {
    return await runEach(run.tasks, run);
  }
  const result = await inTime(workspace, [first, ...others], () =>
    runProcess({
      ...pyrightInvocation([first, ...others], workspace),
      timeout: timeoutOf(first.options),
    }),
  );
  const remaining: CheckerTask[] = [];
  for (const task of [first, ...others]) {
    const known = pyrightResult(task, workspace, result);
    if (known) report(task, known);
    else remaining.push(task);
  }
  await runRemaining(remaining, result, run);
}

/**
 * One of those with warnings alone shows whether warnings fail: settings say it, and theirs are the
 * same. Where the whole run failed to tell, each is run.
 */
async function runRemaining(
  [first, ...others]: CheckerTask[],
  result: ProcessResult,
  run: GroupRun,
): Promise<void> {
  const { workspace, report } = run;
  if (!first) return;
  const expected = pyrightResult(first, workspace, result, true);
  if (!expected) return runEach([first, ...others], run);
  let warningsFail: boolean | undefined;
  const show = (task: ToolTask, shown: StepResult) => {
    // Otherwise something else became of it, such as a time-out.
    if (shown.output === expected.output) warningsFail = !shown.success;
    report(task, shown);
  };
  await runEach([first], { ...run, report: show });
  for (const task of others) {
    const known =
      warningsFail === undefined ? undefined : pyrightResult(task, workspace, result, warningsFail);
    if (known) report(task, known);
    else await runEach([task], run);
  }
}
