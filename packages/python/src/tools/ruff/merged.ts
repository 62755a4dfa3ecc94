import { existsSync } from 'node:fs';
import type { GroupRun } from '../../batch/group-run.js';
import { runEach } from '../../batch/run-each.js';
import { runScheduled } from '../../batch/schedule.js';
import { isInside } from '../../paths.js';
import { type ProcessResult, runProcess } from '../../process/run-process.js';
import { runToolTask } from '../run-task.js';
import { inTime } from '../task-clock.js';
import { type ToolTask, type ToolWorkspace, timeoutOf } from '../tool-task.js';
import { followsSettingsAbove } from './isolate.js';
import { checkedFiles, filesWithFindings, unformattedFiles } from './output.js';
import { ruffInvocation } from './run.js';

/** Projects inside the given ones that are not to be checked. */
function leftOut(tasks: readonly ToolTask[]): string[] {
  const projects = new Set(tasks.map(({ project }) => project));
  return [...new Set(tasks.flatMap(({ nested }) => nested))].filter((path) => !projects.has(path));
}

/** The task that a file belongs to: that of the deepest project around it. */
function ownerOf(file: string, tasks: readonly ToolTask[]): ToolTask | undefined {
  const around = tasks.filter(({ project }) => isInside(file, project));
  return around.sort((a, b) => b.project.length - a.project.length)[0];
}

/**
 * One run of ruff over all projects. Each is named, also inside another one: ruff takes what is named
 * to it even where settings leave it out of the folder around it.
 */
function overAll(
  args: string[],
  tasks: readonly ToolTask[],
  workspace: ToolWorkspace,
): Promise<ProcessResult> {
  const projects = tasks.map(({ project }) => project);
  const invocation = ruffInvocation(workspace, args, projects, leftOut(tasks), tasks[0]);
  return runProcess({ ...invocation, timeout: timeoutOf({}) });
}

/** Runs of ruff over all projects, as many side by side as the group may. */
async function runsOverAll(
  calls: readonly string[][],
  { tasks, workspace, limit }: GroupRun,
): Promise<ProcessResult[]> {
  const results: ProcessResult[] = [];
  await runScheduled(
    calls.map((args, index) => ({ id: String(index), after: [], args, index })),
    limit(),
    async ({ args, index }) => {
      results[index] = await overAll(args, tasks, workspace);
      return 'success';
    },
    () => {},
  );
  return results;
}

/** Tasks that the runs over all projects found nothing about; undefined when they failed to tell. */
async function cleanTasks(run: GroupRun): Promise<ToolTask[] | undefined> {
  const { tasks, workspace } = run;
  const isFormatted = tasks.some(
    ({ options }) => options.kind === 'lint' && options.format !== false,
  );
  const calls = [
    // Settings can ask for fixes: those are left to the run that shows them.
    ['check', '--no-fix', '--output-format=json'],
    ['check', '--show-files'],
    ...(isFormatted ? [['format', '--check', '--output-format=json']] : []),
  ];
  const [rules, all, format] = await inTime(workspace, tasks, () => runsOverAll(calls, run));
  const findings = rules && filesWithFindings(rules, workspace.root);
  const unformatted = isFormatted ? format && unformattedFiles(format, workspace.root) : [];
  const checked = all && checkedFiles(all, workspace.root);
  if (!findings || !unformatted || !checked) return undefined;
  const owners = (files: string[]) => new Set(files.map((file) => ownerOf(file, tasks)));
  const dirty = owners([...findings, ...unformatted]);
  // Ruff warns when it has nothing to check.
  const busy = owners(checked);
  return dirty.has(undefined)
    ? undefined
    : tasks.filter((task) => busy.has(task) && !dirty.has(task));
}

/**
 * Ruff over all projects at once tells which are clean. The others are run alone, which takes
 * milliseconds and gives exactly the words that ruff has for them. So is one of the clean ones: its
 * words, which depend on settings, are those of them all.
 */
export async function runRuffGroup(run: GroupRun): Promise<void> {
  const { tasks, workspace, report } = run;
  const { command } = ruffInvocation(workspace, [], [], []);
  // Those that must not be run are told so when they are run alone.
  const merged = tasks.filter((task) => !followsSettingsAbove(task, workspace));
  const isWorthIt = merged.length > 1 && existsSync(command);
  const clean = isWorthIt ? ((await cleanTasks({ ...run, tasks: merged })) ?? []) : [];
  const [first] = clean;
  const words = first && (await runToolTask(first, workspace));
  const done = words?.success ? clean : [];
  if (words) for (const task of done) report(task, words);
  await runEach(
    tasks.filter((task) => !done.includes(task)),
    run,
  );
}
