import { setImmediate } from 'node:timers/promises';
import type { ProjectConfiguration } from '@nx/devkit';
import { toolSteps } from '../tools/steps.js';
import type { ToolOptions } from '../tools/tool-task.js';
import { Environments } from './environments.js';
import { type NamedTask, readToolTask, type TaskContext } from './read-tasks.js';

const ownExecutor = '@nx-signal/python:check';

const kinds = new Set(['lint', 'typecheck', 'test']);

interface Part {
  named: NamedTask;
  options: ToolOptions;
}

/** The tasks of one project that are done in batches: of one that has tests, where there is any. */
function tasksOf(context: TaskContext): Part[] {
  const projects = Object.entries(context.projectsConfigurations?.projects ?? {});
  const partsOf = ([project, { targets = {} }]: [string, ProjectConfiguration]): Part[] =>
    Object.entries(targets)
      .filter(([, { executor, options }]) => executor === ownExecutor && kinds.has(options?.kind))
      .map(([target, { options }]) => ({
        named: { id: `${project}:${target}`, project, target },
        options: options as ToolOptions,
      }));
  let best: Part[] = [];
  for (const entry of projects) {
    const parts = partsOf(entry);
    if (parts.length > best.length) best = parts;
    if (parts.some(({ options }) => options.kind === 'test')) return parts;
  }
  return best;
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
    } catch {
      // The batch tells what is wrong, if it is one of its tasks.
    }
    await setImmediate();
    if (isWanted()) return;
  }
}
