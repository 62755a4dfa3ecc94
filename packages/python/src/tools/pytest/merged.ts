import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { GroupRun } from '../../batch/group-run.js';
import { runEach } from '../../batch/run-each.js';
import { readInstalled } from '../../environment/installed.js';
import { executableIn } from '../../environment/locate.js';
import { describeCommon } from '../../verify/packages.js';
import type { EnvironmentChanges } from '../isolate.js';
import { runToolTask } from '../run-task.js';
import type { ToolTask, ToolWorkspace } from '../tool-task.js';
import { coverageOf } from './coverage.js';
import { isolatePytest } from './isolate.js';
import { Zygote } from './zygote.js';

/** Whether this system can fork a process that has started already. */
const canFork = process.platform !== 'win32';

/**
 * What most runs have in common: no variable that steers one, and their PYTHONPATH, since plugins such
 * as pytest-xdist look at `sys.path` when they are imported.
 */
function commonVariables(tasks: readonly ToolTask[]): EnvironmentChanges {
  const task = tasks.find((one) => one.verified) ?? tasks.find(coverageOf) ?? tasks[0];
  if (task === undefined) return {};
  const { verified, options } = task;
  const { NX_SIGNAL_INPUTS, NX_SIGNAL_INPUTS_ROOT, NX_SIGNAL_INPUTS_HIDDEN, ...common } =
    isolatePytest({ verified, options });
  return common;
}

/** Writes down what not all tasks may see, for the process that imports libraries for all. */
async function commonPackages(
  tasks: readonly ToolTask[],
  { environmentFolder, cacheFolder }: ToolWorkspace,
): Promise<string | undefined> {
  const guarded = tasks.find(({ verified }) => verified?.packages)?.verified;
  if (guarded === undefined) return undefined;
  const common = describeCommon(
    readInstalled(environmentFolder, cacheFolder),
    tasks.map(({ verified }) => verified?.packages),
  );
  const file = `${guarded.lists}.common.json`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(common));
  return file;
}

/** Pytest for all projects: a process that imported it once forks an isolated one for each. */
export async function runPytestGroup(run: GroupRun): Promise<void> {
  const { tasks, workspace, bail, limit, onLimit } = run;
  const isInstalled = existsSync(executableIn(workspace.environmentFolder, 'pytest'));
  if (tasks.length === 1 || !canFork || !isInstalled) return await runEach(tasks, run);
  const packages = await commonPackages(tasks, workspace);
  const zygote = new Zygote(workspace, limit(), commonVariables(tasks), packages);
  const stop = onLimit(() => zygote.setLimit(limit()));
  const execute = zygote.execute.bind(zygote);
  // The zygote keeps the limit; a few more wait in it, so that it is never idle. What waits there
  // counts as started, so a run that may end early does without.
  const width = bail ? limit() : limit() + 8;
  await runEach(tasks, run, (task) => runToolTask(task, workspace, { execute }), width);
  stop();
  await zygote.close();
  if (packages !== undefined) await rm(packages, { force: true });
}
