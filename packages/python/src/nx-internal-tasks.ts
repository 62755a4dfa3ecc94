/** Which tasks there are, as Nx sees it: see `nx-internal-run.ts`. */
import type { ProjectGraph, Task, TaskGraph } from '@nx/devkit';

/** A graph of tasks without some of them. */
export async function withoutTasks(
  taskGraph: TaskGraph,
  ids: ReadonlySet<string>,
): Promise<TaskGraph> {
  const { removeTasksFromTaskGraph } = await import('nx/src/tasks-runner/utils.js');
  return ids.size === 0 ? taskGraph : removeTasksFromTaskGraph(taskGraph, [...ids]);
}

/** The ids of what a task waits for: Nx writes them down in two ways. */
export const idsOf = (edges: readonly (string | { id: string })[] = []): string[] =>
  edges.map((edge) => (typeof edge === 'string' ? edge : edge.id));

/** Whether a task does nothing: it stands for others, or marks a place. */
export const isNoop = (
  { target: { project, target } }: Pick<Task, 'target'>,
  nodes: ProjectGraph['nodes'],
): boolean => nodes[project]?.data.targets?.[target]?.executor === 'nx:noop';

/**
 * Takes out tasks that only stand for others and that nothing waits for, such as `signal`: they are no work, but Nx
 * writes each of them down several times.
 */
async function withoutAggregates(taskGraph: TaskGraph, graph: ProjectGraph): Promise<TaskGraph> {
  const { tasks, dependencies } = taskGraph;
  const awaited = new Set(Object.values(dependencies).flatMap(idsOf));
  const ids = Object.values(tasks)
    .filter((task) => !awaited.has(task.id) && isNoop(task, graph.nodes))
    .map(({ id }) => id);
  return await withoutTasks(taskGraph, new Set(ids));
}

/** Tasks by the graph that they are of, and by what was asked for. */
const knownTasks = new WeakMap<ProjectGraph, Map<string, TaskGraph>>();

/**
 * Tasks of projects with all that they wait for, without aggregates. Throws when they wait for each other.
 */
export async function tasksOf(
  graph: ProjectGraph,
  projects: string[],
  targets: string[],
): Promise<TaskGraph> {
  const known = knownTasks.get(graph) ?? new Map<string, TaskGraph>();
  knownTasks.set(graph, known);
  const key = JSON.stringify([projects, targets, process.env['NX_IGNORE_CYCLES']]);
  const tasks = known.get(key) ?? (await makeTasks(graph, projects, targets));
  known.set(key, tasks);
  return copyOf(tasks);
}

/** A copy for Nx, which writes hashes and times into tasks and takes edges out. */
function copyOf({ roots, tasks, dependencies, continuousDependencies }: TaskGraph): TaskGraph {
  const copyEach = <T>(all: Record<string, T> = {}, copy: (one: T) => T) =>
    Object.fromEntries(Object.entries(all).map(([id, one]) => [id, copy(one)]));
  return {
    roots: [...roots],
    tasks: copyEach(tasks, (task) => ({ ...task })),
    dependencies: copyEach(dependencies, (edges) => [...edges]),
    continuousDependencies: copyEach(continuousDependencies, (edges) => [...edges]),
  };
}

async function makeTasks(
  graph: ProjectGraph,
  projects: string[],
  targets: string[],
): Promise<TaskGraph> {
  const { createTaskGraph } = await import('nx/src/tasks-runner/create-task-graph.js');
  const { findCycle, makeAcyclic } = await import('nx/src/tasks-runner/task-graph-utils.js');
  const overrides = { __overrides_unparsed__: [] };
  const tasks = createTaskGraph(graph, {}, projects, targets, undefined, overrides, false);
  const cycle = findCycle(tasks as never);
  if (cycle && process.env['NX_IGNORE_CYCLES'] === 'true') makeAcyclic(tasks as never);
  else if (cycle) throw new Error(`tasks wait for each other: ${cycle.join(' → ')}`);
  return await withoutAggregates(tasks, graph);
}

/** Tells which projects a name or pattern stands for, as `--projects` takes it. */
export async function projectMatcher(graph: ProjectGraph): Promise<(pattern: string) => string[]> {
  const { findMatchingProjects } = await import('nx/src/utils/find-matching-projects.js');
  return (pattern) => findMatchingProjects([pattern], graph.nodes);
}
