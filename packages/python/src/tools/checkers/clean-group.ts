import { existsSync } from 'node:fs';
import type { GroupRun } from '../../batch/group-run.js';
import { runEach } from '../../batch/run-each.js';
import { type ProcessResult, runProcess } from '../../process/run-process.js';
import { runToolTask } from '../run-task.js';
import { inTime } from '../task-clock.js';
import { type ToolStep, type ToolWorkspace, timeoutOf } from '../tool-task.js';
import { type CheckerTask, isChecked, pathFromRoot } from './checker-task.js';

/** A checker whose run over many projects is asked only which of them are clean. */
export interface CleanChecker {
  invocation(
    tasks: readonly [CheckerTask, ...CheckerTask[]],
    workspace: ToolWorkspace,
  ): ToolStep['invocation'];
  /** Tells a clean task by what the run said; undefined when the run failed to tell. */
  read(result: ProcessResult, workspace: ToolWorkspace): CleanReport | undefined;
}

/** What a run over many projects said. */
export interface CleanReport {
  /** Files with findings, as they were printed. */
  files: readonly string[];
  /** Whether a task without findings may have words of its own all the same. */
  hasWords: (task: CheckerTask) => boolean;
}

/** Tasks that the run over all of them says nothing about. */
async function cleanTasks(
  tasks: readonly [CheckerTask, ...CheckerTask[]],
  checker: CleanChecker,
  workspace: ToolWorkspace,
): Promise<CheckerTask[]> {
  const [first] = tasks;
  const result = await inTime(workspace, tasks, () =>
    runProcess({ ...checker.invocation(tasks, workspace), timeout: timeoutOf(first.options) }),
  );
  const report = checker.read(result, workspace);
  if (!report) return [];
  const files = report.files.map((file) => pathFromRoot(file, first, workspace));
  // A finding that is nobody's is about what all of them share.
  if (!files.every((file) => tasks.some((task) => isChecked(file, task)))) return [];
  return tasks.filter(
    (task) => !report.hasWords(task) && !files.some((file) => isChecked(file, task)),
  );
}

/**
 * One run over all projects tells which are clean; the others are run alone, which takes a program of
 * machine code milliseconds and gives exactly its own words. So is one of the clean ones: its words are
 * those of them all.
 */
export async function runCleanGroup(run: GroupRun, checker: CleanChecker): Promise<void> {
  const { workspace, report } = run;
  const [first, ...others] = run.tasks as CheckerTask[];
  if (!first) return;
  const { command } = checker.invocation([first], workspace);
  const clean =
    others.length > 0 && existsSync(command)
      ? await cleanTasks([first, ...others], checker, workspace)
      : [];
  const words = clean[0] && (await runToolTask(clean[0], workspace));
  const done = new Set(words?.success ? clean : []);
  if (words) for (const task of done) report(task, words);
  await runEach(
    run.tasks.filter((task) => !done.has(task as CheckerTask)),
    run,
  );
}
