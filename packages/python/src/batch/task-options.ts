import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import type { AuditOptions, BrokenOptions, ToolOptions } from '../tools/tool-task.js';
import { checkOptions, type RawOptions } from './check-options.js';
import { optionPlace } from './option-place.js';
import { imageRules, type Rule, toolRules } from './option-rules.js';
import type { NamedTask, TaskContext } from './read-tasks.js';

function checked(
  { id, project, target }: NamedTask,
  options: RawOptions | undefined,
  rulesFor: (options: RawOptions) => Record<string, Rule>,
  graph: Pick<TaskGraph, 'tasks'> | undefined,
  context: TaskContext,
): RawOptions {
  const known = context.projectsConfigurations?.projects[project];
  const owner = {
    root: context.root,
    project: known?.root ?? '.',
    target,
    executor: known?.targets?.[target]?.executor,
  };
  const overrides: RawOptions = graph?.tasks[id]?.overrides ?? {};
  return checkOptions(id, options ?? {}, rulesFor, overrides, (option) =>
    // What is typed wins over what is written.
    overrides[option] === undefined
      ? optionPlace(owner, option)
      : { file: 'the command line', key: option },
  );
}

/**
 * The options of a task that runs a tool.
 *
 * @throws SignalError OPTIONS_INVALID for the first that is wrong
 */
export function toolOptions(
  task: NamedTask,
  options: RawOptions | undefined,
  graph: Pick<TaskGraph, 'tasks'> | undefined,
  context: TaskContext,
): ToolOptions | AuditOptions | BrokenOptions {
  return checked(task, options, toolRules, graph, context) as unknown as
    | ToolOptions
    | AuditOptions
    | BrokenOptions;
}

/** Nx's name of the one task that an executor runs. */
export function currentTask(context: ExecutorContext): NamedTask {
  const { projectName = '', targetName = '', configurationName } = context;
  const id = [projectName, targetName, configurationName].filter(Boolean).join(':');
  return { id, project: projectName, target: targetName };
}

/** The same as {@link toolOptions} for a task that builds an image; they fit `ImageOptions`. */
export function imageOptions(options: RawOptions, context: ExecutorContext): RawOptions {
  return checked(currentTask(context), options, () => imageRules, context.taskGraph, context);
}
