import { formatError } from '../errors.js';
import type { CacheFigures } from '../process/cache-counts.js';
import { type ToldResult, withDigest } from '../report/digest.js';
import { givenPaths, isCheckerTask, nothingChecked } from '../tools/checkers/checker-task.js';
import { runMypyGroup } from '../tools/mypy/merged.js';
import { runPyreflyGroup } from '../tools/pyrefly/merged.js';
import { runPyrightGroup } from '../tools/pyright/merged.js';
import { runPytestGroup } from '../tools/pytest/merged.js';
import { runRuffGroup } from '../tools/ruff/merged.js';
import type { TaskClock } from '../tools/task-clock.js';
import {
  type StepResult,
  type ToolTask,
  type ToolWorkspace,
  withNotes,
} from '../tools/tool-task.js';
import { runTyGroup } from '../tools/ty/merged.js';
import { withUndeclaredImports } from '../verify/checked-imports.js';
import type { GroupRun } from './group-run.js';
import { type BatchTask, groupTasks, type TaskGroup } from './group-tasks.js';
import { runScheduled } from './schedule.js';

/** What became of a task. */
export type TaskResult = ToldResult & { status?: 'skipped' };

/** How a batch is run. */
export interface BatchSettings {
  /** Processes that may be busy at once. */
  limit: number;
  /** Start nothing more once a task has failed. */
  bail: boolean;
  /** Makes the environment that a task runs in; rejects with the reason it cannot be made. */
  environment: (task: ToolTask) => Promise<ToolWorkspace>;
  /** Tasks that had failed before the batch began, and are reported already. */
  failed?: readonly string[];
  /** Called with the output of a task at the terminal as it arrives. */
  onOutput?: (text: string) => void;
  /** Is told how long tools worked for each task. */
  clock?: TaskClock;
  /** Is told what tools found in their caches. */
  onCounted?: (figures: CacheFigures) => void;
  /** Called exactly once for each task. */
  report: (id: string, result: TaskResult) => void;
}

const runners = {
  ruff: runRuffGroup,
  mypy: runMypyGroup,
  basedpyright: runPyrightGroup,
  pyright: runPyrightGroup,
  ty: runTyGroup,
  pyrefly: runPyreflyGroup,
  pytest: runPytestGroup,
};

const skipped: TaskResult = {
  success: false,
  output: 'Skipped: a task it depends on failed.\n',
  status: 'skipped',
};

/** For a task that its group has ended without. */
const lost: TaskResult = {
  success: false,
  output: 'error: this task was not run, for an unknown reason.\n',
};

/** Divides the processes a batch may use among the groups that run. */
class Shares {
  #active = 0;
  readonly #listeners = new Set<() => void>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** What a group may use beside the others, each of which keeps one busy. */
  readonly share = (): number => Math.max(1, this.#limit - Math.max(0, this.#active - 1));

  readonly listen = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Counts a group as active while it runs. */
  async during(work: () => Promise<void>): Promise<void> {
    this.#change(1);
    try {
      await work();
    } finally {
      this.#change(-1);
    }
  }

  #change(by: number): void {
    this.#active += by;
    for (const listener of this.#listeners) listener();
  }
}

/** Keeps each task's one result, and what has failed. */
class Results {
  readonly #done: Map<string, boolean>;
  readonly #report: BatchSettings['report'];

  constructor({ report, failed = [] }: BatchSettings) {
    this.#report = report;
    this.#done = new Map(failed.map((id) => [id, false]));
  }

  put(task: ToolTask, result: TaskResult): void {
    if (this.#done.has(task.id)) return;
    this.#done.set(task.id, result.success);
    this.#report(task.id, result);
  }

  hasFailed(id: string): boolean {
    return this.#done.get(id) === false;
  }

  get anyFailed(): boolean {
    return [...this.#done.values()].includes(false);
  }
}

function failure(error: unknown): TaskResult {
  return { success: false, output: `${formatError(error)}\n` };
}

/** The tasks by what they run in. Those without it have failed; what has nothing to check needs none. */
async function withWorkspaces(
  tasks: readonly ToolTask[],
  results: Results,
  { environment }: BatchSettings,
): Promise<{ workspace: ToolWorkspace; ready: ToolTask[] }[]> {
  const byFolder = new Map<string, { workspace: ToolWorkspace; ready: ToolTask[] }>();
  for (const task of tasks) {
    if (isCheckerTask(task) && givenPaths(task).length === 0) {
      results.put(task, withNotes(nothingChecked(task), task.options));
      continue;
    }
    try {
      const workspace = await environment(task);
      const known = byFolder.get(workspace.environmentFolder) ?? { workspace, ready: [] };
      known.ready.push(task);
      byFolder.set(workspace.environmentFolder, known);
    } catch (error) {
      results.put(task, failure(error));
    }
  }
  return [...byFolder.values()];
}

async function runGroup(
  group: TaskGroup,
  tasks: readonly ToolTask[],
  results: Results,
  run: Omit<GroupRun, 'tasks' | 'workspace'>,
  settings: BatchSettings,
): Promise<void> {
  try {
    for (const { workspace: made, ready } of await withWorkspaces(tasks, results, settings)) {
      const { clock, onCounted } = settings;
      const told = { ...(clock ? { clock } : {}), ...(onCounted ? { onCounted } : {}) };
      const workspace = { ...made, ...told };
      const report = (task: ToolTask, result: StepResult) => {
        const checked = withNotes(withUndeclaredImports(result, task, workspace), task.options);
        run.report(task, withDigest(checked, task, workspace, task.atTerminal));
      };
      await runners[group.kind]({ ...run, report, tasks: ready, workspace });
    }
    for (const task of tasks) results.put(task, lost);
  } catch (error) {
    for (const task of tasks) results.put(task, failure(error));
  }
}

/**
 * Runs tasks in groups that share a process. Nx loses the results of a batch that throws and
 * schedules a task without a result for ever, so this never rejects and reports each task once.
 */
export async function runBatch(
  batch: readonly BatchTask[],
  settings: BatchSettings,
): Promise<void> {
  const results = new Results(settings);
  const shares = new Shares(settings.limit);
  const after = new Map(batch.map((entry) => [entry.task.id, entry.after]));
  const isOver = () => settings.bail && results.anyFailed;
  const skip = (task: ToolTask) => results.put(task, skipped);
  const run = {
    report: results.put.bind(results),
    skip,
    bail: settings.bail,
    isOver,
    limit: shares.share,
    onLimit: shares.listen,
    onOutput: settings.onOutput,
  };
  await runScheduled(
    groupTasks(batch),
    settings.limit,
    async (group) => {
      const isDoomed = (task: ToolTask) =>
        isOver() || (after.get(task.id) ?? []).some((id) => results.hasFailed(id));
      for (const task of group.tasks.filter(isDoomed)) skip(task);
      const tasks = group.tasks.filter((task) => !isDoomed(task));
      if (tasks.length > 0) {
        await shares.during(() => runGroup(group, tasks, results, run, settings));
      }
      return 'success';
    },
    (group) => group.tasks.forEach(skip),
  );
}
