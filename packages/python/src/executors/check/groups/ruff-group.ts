import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type ProcessResult, runProcess } from '../../../process/run-process.js';
import { isInside } from '../../../project/paths.js';
import { ruffInvocation } from '../../tools/ruff.js';
import type { ToolTask, ToolWorkspace } from '../../tools/tool-task.js';
import type { GroupRun } from './group-run.js';
import { runEach } from './run-each.js';

const timeout = 600_000;
const clean = 'All checks passed!\n';

/** Folders handed to ruff, without those that lie in another one. */
function outermost(projects: readonly string[]): string[] {
  return projects.filter(
    (path) => !projects.some((other) => other !== path && isInside(path, other)),
  );
}

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

/** Files with findings out of ruff's JSON; undefined when it says something else. */
function filesWithFindings(
  { exitCode, output }: ProcessResult,
  root: string,
): string[] | undefined {
  if (exitCode !== 1) return exitCode === 0 && output === '[]' ? [] : undefined;
  try {
    const findings: { filename: string | null }[] = JSON.parse(output);
    return findings.map(({ filename }) => relative(root, filename ?? root).replaceAll('\\', '/'));
  } catch {
    // A warning in front of the JSON, for example about a deprecated setting.
    return undefined;
  }
}

/** Files that ruff would format; undefined when it says something else. */
function unformattedFiles({ exitCode, output }: ProcessResult, root: string): string[] | undefined {
  if (exitCode === 0 && /^\d+ files? already formatted\n$/.test(output)) return [];
  return filesWithFindings({ exitCode, output } as ProcessResult, root);
}

/** One run of ruff over all projects. */
function overAll(
  args: string[],
  tasks: readonly ToolTask[],
  workspace: ToolWorkspace,
): Promise<ProcessResult> {
  const projects = outermost(tasks.map(({ project }) => project));
  return runProcess({ ...ruffInvocation(workspace, args, projects, leftOut(tasks)), timeout });
}

/** Tasks that the runs over all projects found nothing about; undefined when they failed to tell. */
async function cleanTasks({ tasks, workspace }: GroupRun): Promise<ToolTask[] | undefined> {
  const [rules, format] = await Promise.all([
    overAll(['check', '--output-format=json'], tasks, workspace),
    overAll(['format', '--check', '--output-format=json'], tasks, workspace),
  ]);
  const findings = filesWithFindings(rules, workspace.root);
  const unformatted = unformattedFiles(format, workspace.root);
  if (!findings || !unformatted) return undefined;
  const dirty = new Set([...findings, ...unformatted].map((file) => ownerOf(file, tasks)));
  return dirty.has(undefined) ? undefined : tasks.filter((task) => !dirty.has(task));
}

/**
 * Ruff over all projects at once tells which are clean. The others are run alone, which takes
 * milliseconds and gives exactly the words that ruff has for them.
 */
export async function runRuffGroup(run: GroupRun): Promise<void> {
  const { tasks, workspace, report } = run;
  const executable = ruffInvocation(workspace, [], [], []).command;
  const merged =
    tasks.length > 1 && existsSync(join(executable)) ? await cleanTasks(run) : undefined;
  for (const task of merged ?? []) report(task, { success: true, output: clean });
  await runEach(
    tasks.filter((task) => !merged?.includes(task)),
    run,
  );
}
