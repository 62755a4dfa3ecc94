import type { WantedProject } from '../environment/select-members.js';
import { type EnvironmentTask, toolOf } from '../tools/tool-task.js';
import { projectsIn, type TaskContext } from './read-tasks.js';

/** Whether a task sees no more of its environment than its hash holds, or has no hash. */
export function seesItsClosure({ options }: EnvironmentTask): boolean {
  return (
    options.kind === 'serve' || ('verifyInputs' in options && options.verifyInputs === 'error')
  );
}

/** Distributions that some tasks start. */
export function toolsOf(tasks: readonly EnvironmentTask[]): string[] {
  return [...new Set(tasks.flatMap((task) => toolOf(task) ?? []))].sort();
}

/** Folders of the projects that checkers import for their plugins, although the checked ones need not depend on them. */
export function pluginProjectsOf(tasks: readonly EnvironmentTask[]): string[] {
  const named = tasks.flatMap(({ options }) =>
    options.kind === 'typecheck' ? (options.pluginProjects ?? []) : [],
  );
  return [...new Set(named)];
}

/** Folders of some projects and of all that they depend on, at any depth, whatever their environment. */
export function withDependencies(folders: readonly string[], context: TaskContext): string[] {
  const { projects = {} } = context.projectsConfigurations ?? {};
  const edges = context.projectGraph?.dependencies ?? {};
  const wanted = new Set(folders);
  const names = Object.keys(projects).filter((name) => wanted.has(projects[name]?.root ?? ''));
  const reached = new Set(names);
  const pending = [...names];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    for (const { target } of edges[name] ?? []) {
      if (reached.has(target) || !(target in projects)) continue;
      reached.add(target);
      pending.push(target);
    }
  }
  return [...reached].flatMap((name) => projects[name]?.root ?? []);
}

/**
 * Folders of the projects that some others depend on, at any depth, as far as they share an environment.
 * Imports count as well as declarations: a sibling that nobody declares is there as long as it is tested.
 */
export function dependenciesIn(
  environment: string,
  folders: readonly string[],
  context: TaskContext,
): string[] {
  const sharing = new Set(projectsIn(environment, context).map(({ root }) => root));
  return withDependencies(folders, context)
    .filter((root) => sharing.has(root) && !folders.includes(root))
    .sort();
}

/** Projects that tools import although the checked ones do not depend on them, as far as they share an environment. */
export function pluginProjectsIn(
  environment: string,
  tasks: readonly EnvironmentTask[],
  context: TaskContext,
): string[] {
  const named = pluginProjectsOf(tasks);
  if (named.length === 0) return [];
  const sharing = new Set(projectsIn(environment, context).map(({ root }) => root));
  return named.filter((project) => sharing.has(project));
}

/**
 * The projects of some tasks with the tools that they start, and those that they depend on.
 *
 * @param isInConflict - with others, so that it is not where these are
 */
export function wantedProjects(
  environment: string,
  tasks: readonly EnvironmentTask[],
  context: TaskContext,
  isInConflict: (project: string) => boolean,
): WantedProject[] {
  const tools = new Map<string, Set<string>>();
  for (const task of tasks) {
    const own = tools.get(task.project) ?? new Set();
    for (const tool of toolsOf([task])) own.add(tool);
    tools.set(task.project, own);
  }
  const others = [
    ...dependenciesIn(environment, [...tools.keys()], context),
    ...pluginProjectsIn(environment, tasks, context).filter((project) => !tools.has(project)),
  ];
  for (const project of others) if (!isInConflict(project)) tools.set(project, new Set());
  return [...tools].map(([directory, list]) => ({ directory, tools: [...list].sort() }));
}
