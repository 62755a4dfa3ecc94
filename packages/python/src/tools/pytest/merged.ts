import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { GroupRun } from '../../batch/group-run.js';
import { runEach } from '../../batch/run-each.js';
import { readInstalled } from '../../environment/installed.js';
import { executableIn } from '../../environment/locate.js';
import { isWaiting } from '../../process/run-process.js';
import { writeWhole } from '../../process/write-whole.js';
import { describeCommon } from '../../verify/packages.js';
import type { EnvironmentChanges } from '../isolate.js';
import { runToolTask } from '../run-task.js';
import type { ToolTask, ToolWorkspace } from '../tool-task.js';
import { coverageOf } from './coverage.js';
import { isolatePytest } from './isolate.js';
import { Zygote, zygoteProgram } from './zygote.js';

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

/** Milliseconds after which nobody starts a process by a description that was written for another one. */
const forgotten = 3_600_000;

/** Removes descriptions that nobody uses any more. */
async function removeOld(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = join(folder, name);
    const { mtimeMs = Date.now() } = (await stat(file).catch(() => undefined)) ?? {};
    if (Date.now() - mtimeMs > forgotten) await rm(file, { force: true });
  }
}

/**
 * Writes down what not all tasks may see, for the process that imports libraries for all. The file is named by what
 * stands in it: a process that was started ahead by the same name has read the same.
 */
async function commonPackages(
  tasks: readonly ToolTask[],
  { environmentFolder, cacheFolder }: ToolWorkspace,
): Promise<string | undefined> {
  if (!tasks.some(({ verified }) => verified?.packages)) return undefined;
  const common = describeCommon(
    readInstalled(environmentFolder, cacheFolder),
    tasks.map(({ verified }) => verified?.packages),
  );
  const text = JSON.stringify(common);
  const folder = join(cacheFolder, 'packages');
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${hash('sha256', text)}.json`);
  writeWhole(file, text);
  await removeOld(folder);
  return file;
}

/** Pytest for all projects: a process that imported it once forks an isolated one for each. */
export async function runPytestGroup(run: GroupRun): Promise<void> {
  const { tasks, workspace, bail, limit, onLimit } = run;
  const isInstalled = existsSync(executableIn(workspace.environmentFolder, 'pytest'));
  const atTerminal = tasks.some((task) => task.atTerminal);
  if (!canFork || !isInstalled || atTerminal) return await runEach(tasks, run);
  const packages = await commonPackages(tasks, workspace);
  const program = zygoteProgram(workspace, commonVariables(tasks), packages);
  // For a single run it takes as long to make one as it saves.
  if (tasks.length === 1 && !isWaiting(program)) return await runEach(tasks, run);
  const zygote = new Zygote(program, limit());
  const stop = onLimit(() => zygote.setLimit(limit()));
  const execute = zygote.execute.bind(zygote);
  // The zygote keeps the limit; a few more wait in it, so that it is never idle. What waits there
  // counts as started, so a run that may end early does without.
  const width = bail ? limit() : limit() + 8;
  await runEach(tasks, run, (task) => runToolTask(task, workspace, { execute }), width);
  stop();
  await zygote.close();
}
