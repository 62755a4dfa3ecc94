import { projectsIn, type TaskContext } from './read-tasks.js';

/**
 * Folders of the projects that some others depend on, at any depth, as far as they share an environment.
 * Imports count as well as declarations: a sibling that nobody declares is there as long as it is tested.
 */
export function dependenciesIn(
  environment: string,
  folders: readonly string[],
  context: TaskContext,
): string[] {
  const { projects = {} } = context.projectsConfigurations ?? {};
  const edges = context.projectGraph?.dependencies ?? {};
  const sharing = new Set(projectsIn(environment, context).map(({ root }) => root));
  const names = Object.keys(projects).filter((name) =>
    folders.includes(projects[name]?.root ?? ''),
  );
  const reached = new Set(names);
  const pending = [...names];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    for (const { target } of edges[name] ?? []) {
      if (reached.has(target) || !(target in projects)) continue;
      reached.add(target);
      pending.push(target);
    }
  }
  const found = [...reached].flatMap((name) => projects[name]?.root ?? []);
  return found.filter((root) => sharing.has(root) && !folders.includes(root)).sort();
}
