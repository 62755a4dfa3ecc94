import { runToolTask } from '../tools/run-task.js';
import type { StepResult, ToolTask } from '../tools/tool-task.js';
import type { GroupRun } from './group-run.js';
import { runScheduled } from './schedule.js';

/**
 * Runs tasks one by one, as many side by side as the group may.
 *
 * @param width - how many to start at once, where something else keeps the limit
 */
export async function runEach(
  tasks: readonly ToolTask[],
  { workspace, report, skip, isOver, limit, onOutput }: GroupRun,
  run: (task: ToolTask) => Promise<StepResult> = (task) =>
    runToolTask(task, workspace, task.atTerminal && onOutput ? { onOutput } : {}),
  width: number = limit(),
): Promise<void> {
  const units = tasks.map((task) => ({ id: task.id, after: [], task }));
  await runScheduled(
    units,
    width,
    async ({ task }) => {
      if (isOver()) skip(task);
      else report(task, await run(task));
      return 'success';
    },
    () => {},
  );
}
