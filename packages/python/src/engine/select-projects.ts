import type { ProjectGraph } from '@nx/devkit';
import { SignalError } from '../errors.js';
import { nearestKey } from '../options/nearest-key.js';
import { commandHere } from '../program-command.js';
import type { Question } from './question.js';

type Nodes = ProjectGraph['nodes'];

function namesOfTargets(nodes: Nodes): string[] {
  const names = Object.values(nodes).flatMap(({ data }) => Object.keys(data.targets ?? {}));
  return [...new Set(names)].sort();
}

function unknownTarget(target: string, nodes: Nodes): SignalError {
  const nearest = nearestKey(target, namesOfTargets(nodes));
  return new SignalError({
    code: 'TASK_UNKNOWN',
    message: `No project has a target named ${target}.`,
    hint: nearest
      ? `did you mean ${nearest}?`
      : `\`${commandHere('nx')} show project NAME\` lists the targets of a project.`,
  });
}

function unknownProject(name: string, nodes: Nodes): SignalError {
  const nearest = nearestKey(name, Object.keys(nodes));
  return new SignalError({
    code: 'PROJECT_UNKNOWN',
    message: `There is no project ${name}.`,
    hint: nearest
      ? `did you mean ${nearest}?`
      : `\`${commandHere('nx')} show projects\` lists all projects.`,
  });
}

/**
 * The projects whose tasks are to be done. What names nothing is refused: a verdict over less than was asked for
 * would be taken for one over all of it.
 *
 * @param matching - projects that a name or pattern stands for
 * @throws SignalError TASK_UNKNOWN, PROJECT_UNKNOWN
 */
export function selectProjects(
  nodes: Nodes,
  { targets, projects }: Question,
  matching: (pattern: string) => readonly string[],
): string[] {
  const has = (project: string, target: string) => nodes[project]?.data.targets?.[target];
  const all = Object.keys(nodes);
  for (const target of targets)
    if (!all.some((project) => has(project, target))) throw unknownTarget(target, nodes);
  const named = projects.map((pattern) => {
    const found = pattern.startsWith('!') ? [] : matching(pattern);
    if (found.length === 0) throw unknownProject(pattern, nodes);
    const able = found.filter((project) => targets.some((target) => has(project, target)));
    if (able.length === 0)
      throw new SignalError({
        code: 'TASK_UNKNOWN',
        message: `The project ${pattern} has no target ${targets.join(', ')}.`,
        hint: `\`${commandHere('nx')} show project ${found[0]}\` lists its targets.`,
      });
    return able;
  });
  if (projects.length > 0) return [...new Set(named.flat())].sort();
  return all.filter((project) => targets.some((target) => has(project, target))).sort();
}
