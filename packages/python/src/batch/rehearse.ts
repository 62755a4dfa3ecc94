import { setImmediate } from 'node:timers/promises';
import type { ProjectConfiguration } from '@nx/devkit';
import { forgetPlans } from '../environment/plan-environment.js';
import { joinPath } from '../paths.js';
import { toolSteps } from '../tools/steps.js';
import type { ToolOptions, ToolTask } from '../tools/tool-task.js';
import { undeclaredReads } from '../verify/undeclared-reads.js';
import { Environments } from './environments.js';
import { type NamedTask, readToolTask, type TaskContext } from './read-tasks.js';

const ownExecutor = '@nx-signal/python:check';

const kinds = new Set(['lint', 'typecheck', 'test']);

interface Part {
  named: NamedTask;
  options: ToolOptions;
}

/** The tasks of a project that are done in batches. */
function partsOf([project, { targets = {} }]: [string, ProjectConfiguration]): Part[] {
  return Object.entries(targets)
    .filter(([, { executor, options }]) => executor === ownExecutor && kinds.has(options?.kind))
    .map(([target, { options }]) => ({
      named: { id: `${project}:${target}`, project, target },
      options: options as ToolOptions,
    }));
}

const projectsOf = (context: TaskContext) =>
  Object.entries(context.projectsConfigurations?.projects ?? {});

/** The tasks of one project: of one that has tests, where there is any. */
function tasksOf(context: TaskContext): Part[] {
  const projects = projectsOf(context);
  let best: Part[] = [];
  for (const entry of projects) {
    const parts = partsOf(entry);
    if (parts.length > best.length) best = parts;
    if (parts.some(({ options }) => options.kind === 'test')) return parts;
  }
  return best;
}

/** Compiles the globs of the inputs, with which the reads of a run are compared at its end. */
function compileInputs({ project, verified }: ToolTask): void {
  if (verified) undeclaredReads([joinPath(project, 'any.py')], verified, () => false);
}

/**
 * Does, in a process that waits for its batch, what comes before the tools of one: reads, and throws away what it has
 * read. What runs for the first time takes Node two to three times as long, and an edit's batch does all of it once.
 * Nothing is written, made or started, and what is kept of it goes by the text that was read.
 *
 * @param isWanted - whether the batch has come
 */
export async function rehearse(context: TaskContext, isWanted: () => boolean): Promise<void> {
  const environments = new Environments(context);
  for (const { named, options } of tasksOf(context)) {
    try {
      const task = readToolTask(named, options, context);
      await setImmediate();
      if (isWanted()) return;
      const workspace = await environments.rehearse(task);
      if (isWanted()) return;
      if (workspace) toolSteps(task, workspace);
      compileInputs(task);
    } catch {
      // The batch tells what is wrong, if it is one of its tasks.
    }
    await setImmediate();
    if (isWanted()) return;
  }
}

/**
 * Reads, in a process that waits for its batch, what decides about the environment that the tasks of a question will probably
 * need, while Nx comes to them. Nothing is made, and what was read for a question before counts no more.
 *
 * @param ids - the tasks
 */
export async function foresee(context: TaskContext, ids: readonly string[]): Promise<void> {
  forgetPlans();
  const wanted = new Set(ids);
  const parts = projectsOf(context)
    .flatMap(partsOf)
    .filter(({ named }) => wanted.has(named.id));
  if (parts.length === 0) return;
  const environments = new Environments(context);
  environments.admit(parts.map(({ named, options }) => readToolTask(named, options, context)));
  await environments.foresee();
}
