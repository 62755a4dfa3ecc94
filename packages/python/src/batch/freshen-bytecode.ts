import { removeOldBytecode } from '../environment/old-bytecode.js';
import { type EnvironmentTask, toolOf } from '../tools/tool-task.js';
import type { TaskContext } from './read-tasks.js';
import { pluginProjectsOf, withDependencies } from './wanted-projects.js';

/** Takes away the bytecode that would run in place of sources which some of these tasks import. */
export function freshenBytecode(tasks: readonly EnvironmentTask[], context: TaskContext): void {
  const importing = tasks.filter((task) => toolOf(task) !== 'ruff');
  if (importing.length === 0) return;
  const { projects = {} } = context.projectsConfigurations ?? {};
  const all = new Set(Object.values(projects).map(({ root }) => root));
  const folders = [...importing.map(({ project }) => project), ...pluginProjectsOf(importing)];
  removeOldBytecode(context.root, all, new Set(withDependencies(folders, context)));
}
