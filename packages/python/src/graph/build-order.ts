import { isBuildable, requiredToBuild } from '../project/buildable.js';
import type { ProjectFacts } from '../project/facts.js';
import type { PythonGraph } from '../workspace/python-graph.js';
import { cycleNumbers } from './cycles.js';
import { declaredEdges, type Edge } from './declared-edges.js';

/** What has to be built before a project, and what of the workspace its build needs. */
export interface BuildOrder {
  /** The nearest projects with a build among those that it declares for production. */
  before: readonly ProjectFacts[];
  /** Projects whose files its build reads: those that it requires to build, with all that they need. */
  required: readonly ProjectFacts[];
  /** All that it declares for production, at any depth. */
  shipped: readonly ProjectFacts[];
}

/** Edges by where they start. */
function targetsBy(edges: readonly Edge[]): Map<string, string[]> {
  const targets = new Map<string, string[]>();
  for (const [from, to] of edges) targets.set(from, [...(targets.get(from) ?? []), to]);
  return targets;
}

/** Edges that requirements of builds make. */
function buildEdges(projects: readonly ProjectFacts[]): Edge[] {
  const folders = new Map(projects.map(({ distribution, directory }) => [distribution, directory]));
  return projects.flatMap((facts) =>
    requiredToBuild(facts).flatMap(({ name }): Edge[] => {
      const directory = folders.get(name);
      return directory === undefined || directory === facts.directory
        ? []
        : [[facts.directory, directory]];
    }),
  );
}

/** All that can be reached from some folders, these included. */
function reachedFrom(starts: readonly string[], targets: ReadonlyMap<string, string[]>) {
  const reached = new Set(starts);
  for (const next of reached) for (const other of targets.get(next) ?? []) reached.add(other);
  return reached;
}

/** The nearest of what can be reached that fit: what does not is passed through. */
function nearest(
  from: string,
  targets: ReadonlyMap<string, string[]>,
  fits: (directory: string) => boolean,
): Set<string> {
  const found = new Set<string>();
  const passed = new Set([from]);
  for (const next of passed)
    for (const other of targets.get(next) ?? []) (fits(other) ? found : passed).add(other);
  found.delete(from);
  return found;
}

/** The order for each graph: it is asked again whenever a module was edited. */
const known = new WeakMap<PythonGraph, Map<string, BuildOrder>>();

/**
 * In which order projects are built, by what they declare for production: an edge that only tests or groups
 * make orders nothing, and could close a circle. Of projects that need each other none waits.
 *
 * @returns by folder
 */
export function buildOrder(graph: PythonGraph): Map<string, BuildOrder> {
  const before = known.get(graph);
  if (before) return before;
  const { projects } = graph.workspace;
  const facts = new Map(projects.map((project) => [project.directory, project]));
  const shipped = declaredEdges(graph)
    .declarations.filter(({ isProduction }) => isProduction)
    .map(({ edge }) => edge);
  const required = buildEdges(projects);
  const all = [...shipped, ...required];
  const circles = cycleNumbers(all);
  const ordered = targetsBy(all.filter(([from, to]) => circles.get(from) !== circles.get(to)));
  const builds = targetsBy(required);
  const needed = targetsBy(all);
  const production = targetsBy(shipped);
  const isBuilt = (directory: string) => {
    const project = facts.get(directory);
    return project !== undefined && isBuildable(project);
  };
  const inOrder = (directories: Iterable<string>) =>
    [...directories].sort().flatMap((directory) => facts.get(directory) ?? []);
  const order = new Map(
    projects.map(({ directory }) => [
      directory,
      {
        before: inOrder(nearest(directory, ordered, isBuilt)),
        required: inOrder(reachedFrom(builds.get(directory) ?? [], needed)),
        shipped: inOrder(reachedFrom(production.get(directory) ?? [], production)).filter(
          (other) => other.directory !== directory,
        ),
      },
    ]),
  );
  known.set(graph, order);
  return order;
}
