import type { ProjectGraph } from '@nx/devkit';
import { SignalError } from '../errors.js';
import type { TaskName } from '../nx-internal.js';
import { nearestKey } from '../options/nearest-key.js';
import { commandHere } from '../program-command.js';

type Nodes = ProjectGraph['nodes'];

/** Reads `target` or `target:configuration` with the targets of a project; both may hold colons. */
function readTarget(node: Nodes[string], rest: string): Omit<TaskName, 'project'> | undefined {
  const targets = node.data.targets ?? {};
  const names = Object.keys(targets).sort((left, right) => right.length - left.length);
  for (const target of names) {
    const { configurations = {}, defaultConfiguration } = targets[target] ?? {};
    if (rest === target) return { target, configuration: defaultConfiguration };
    const configuration = rest.slice(target.length + 1);
    if (rest.startsWith(`${target}:`) && configuration in configurations)
      return { target, configuration };
  }
  return undefined;
}

/** Every id of a task without a configuration. */
export function taskIds(nodes: Nodes): string[] {
  return Object.entries(nodes).flatMap(([project, { data }]) =>
    Object.keys(data.targets ?? {}).map((target) => `${project}:${target}`),
  );
}

/** The task that an id means. Throws TASK_UNKNOWN, with the nearest id. */
export function resolveTask(nodes: Nodes, id: string): TaskName {
  const projects = Object.keys(nodes).sort((left, right) => right.length - left.length);
  for (const project of projects) {
    const node = nodes[project];
    if (!node || !id.startsWith(`${project}:`)) continue;
    const found = readTarget(node, id.slice(project.length + 1));
    if (found) return { project, ...found };
  }
  const nearest = nearestKey(id, taskIds(nodes));
  throw new SignalError({
    code: 'TASK_UNKNOWN',
    message: `There is no task ${id}.`,
    hint: nearest
      ? `did you mean ${nearest}?`
      : `name a task as project:target, such as models:test:unit; \`${commandHere('nx')} show projects\` lists projects.`,
  });
}

/** The id of a task, as Nx writes it. */
export function taskId({ project, target, configuration }: TaskName): string {
  return [project, target, ...(configuration ? [configuration] : [])].join(':');
}
