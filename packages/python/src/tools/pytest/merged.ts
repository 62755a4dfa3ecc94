import { hash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { GroupRun } from '../../batch/group-run.js';
import { runEach } from '../../batch/run-each.js';
import { readInstalled } from '../../environment/installed.js';
import { executableIn } from '../../environment/locate.js';
import { isWaiting } from '../../process/run-process.js';
import { writeWhole } from '../../process/write-whole.js';
import {
  type CommonNames,
  type CommonPackages,
  describeCommon,
  withEarlier,
} from '../../verify/packages.js';
import { type EnvironmentChanges, withoutRun } from '../isolate.js';
import { runToolTask } from '../run-task.js';
import type { StepResult, ToolTask, ToolWorkspace } from '../tool-task.js';
import { coverageOf } from './coverage.js';
import { isolatePytest } from './isolate.js';
import { ImportMemory } from './shared-modules.js';
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
  // What differs from run to run comes with each task.
  return { ...common, ...withoutRun() };
}

/** Writes down what not all tasks may see, in a file that is named by what stands in it. */
function writeCommon(folder: string, common: CommonPackages): string {
  const text = JSON.stringify(common);
  const file = join(folder, `${hash('sha256', text)}.json`);
  if (!existsSync(file)) writeWhole(file, text);
  return file;
}

/** What was known of the tasks of an environment before, as long as the same is installed there. */
function readEarlier(file: string, installed: string): CommonNames | undefined {
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8'));
    return kept.installed === installed ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** Files that describe what not all tasks may see, for the process that imports libraries for all. */
interface Described {
  /** Of these tasks. */
  own: string;
  /** Of these and of the ones before, for a process that is started ahead. */
  all: string;
}

function describePackagesOf(
  tasks: readonly ToolTask[],
  { environmentFolder, cacheFolder }: ToolWorkspace,
): Described | undefined {
  if (!tasks.some(({ verified }) => verified?.packages)) return undefined;
  const installed = readInstalled(environmentFolder, cacheFolder);
  const own = describeCommon(
    installed,
    tasks.map(({ verified }) => verified?.packages),
  );
  const folder = join(cacheFolder, 'packages', hash('sha256', environmentFolder));
  const names = installed.distributions.map(({ name }) => name).join(' ');
  const file = join(folder, 'earlier.json');
  const all = withEarlier(installed, readEarlier(file, names) ?? own, own);
  const { hidden, varied } = all;
  const kept = JSON.stringify({ installed: names, hidden, varied });
  if (!existsSync(file) || readFileSync(file, 'utf8') !== kept) {
    // What was written for others is of no use any more.
    rmSync(folder, { recursive: true, force: true });
    writeWhole(file, kept);
  }
  return { own: writeCommon(folder, own), all: writeCommon(folder, all) };
}

/** Pytest for all projects: a process that imported it once forks an isolated one for each. */
export async function runPytestGroup(run: GroupRun): Promise<void> {
  const { tasks, workspace, bail, limit, onLimit } = run;
  const isInstalled = existsSync(executableIn(workspace.environmentFolder, 'pytest'));
  const atTerminal = tasks.some((task) => task.atTerminal);
  if (!canFork || !isInstalled || atTerminal) return await runEach(tasks, run);
  const memory = mayShareImports(tasks) ? new ImportMemory(workspace) : undefined;
  const packages = describePackagesOf(tasks, workspace);
  const env = commonVariables(tasks);
  const ahead = zygoteProgram(workspace, env, packages?.all, undefined);
  const shared = memory?.fileFor(tasks.map(({ id }) => id));
  // One that waits has none of that: it has to be ready again soon after each edit.
  const isReady = isWaiting(ahead) && shared === undefined;
  // For a single run it takes as long to make one as it saves.
  if (tasks.length === 1 && !isReady) {
    await runEach(
      tasks,
      run,
      noting(memory, (task) => runToolTask(task, workspace)),
    );
    return memory?.save();
  }
  const program = isReady ? ahead : zygoteProgram(workspace, env, packages?.own, shared);
  const zygote = new Zygote(program, isReady, limit());
  zygote.onUnshared = (id, reason) => memory?.refuse(id, reason);
  const stop = onLimit(() => zygote.setLimit(limit()));
  const execute = zygote.execute.bind(zygote);
  const alone = { execute: zygote.executeAlone.bind(zygote) };
  const runTask = (task: ToolTask) =>
    runToolTask(task, workspace, memory?.isAlone(task.id) ? alone : { execute });
  // The zygote keeps the limit; a few more wait in it, so that it is never idle. What waits there
  // counts as started, so a run that may end early does without.
  const width = bail ? limit() : limit() + 8;
  await runEach(tasks, run, noting(memory, runTask), width);
  stop();
  await zygote.close();
  if (zygote.judged) memory?.judge(zygote.judged);
  memory?.save();
}

/** Whether libraries may be imported beforehand: where that is asked for, and all that the tasks read is noted. */
function mayShareImports(tasks: readonly ToolTask[]): boolean {
  const isWanted = process.env['NX_SIGNAL_SHARED_IMPORTS'] === 'true';
  return isWanted && tasks.every(({ verified }) => verified);
}

/** Has the imports of tasks noted. */
function noting(
  memory: ImportMemory | undefined,
  run: (task: ToolTask) => Promise<StepResult>,
): (task: ToolTask) => Promise<StepResult> {
  return async (task) => {
    const result = await run(task);
    if (result.imported) memory?.note(task.id, result.imported);
    return result;
  };
}
