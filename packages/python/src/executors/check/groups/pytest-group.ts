import { existsSync } from 'node:fs';
import { executableIn } from '../../../environment/locate.js';
import { runToolTask } from '../../tools/run-task.js';
import type { GroupRun } from './group-run.js';
import { runEach } from './run-each.js';
import { Zygote } from './zygote.js';

/** Whether this system can fork a process that has started already. */
const canFork = process.platform !== 'win32';

/** Pytest for all projects: a process that imported it once forks an isolated one for each. */
export async function runPytestGroup(run: GroupRun): Promise<void> {
  const { tasks, workspace, limit, onLimit } = run;
  const isInstalled = existsSync(executableIn(workspace.environmentFolder, 'pytest'));
  if (tasks.length === 1 || !canFork || !isInstalled) return await runEach(tasks, run);
  const zygote = new Zygote(workspace, limit());
  const stop = onLimit(() => zygote.setLimit(limit()));
  const execute = zygote.execute.bind(zygote);
  // The zygote keeps the limit; a few more wait in it, so that it is never idle.
  await runEach(tasks, run, (task) => runToolTask(task, workspace, { execute }), limit() + 8);
  stop();
  await zygote.close();
}
