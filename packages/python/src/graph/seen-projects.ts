import type { NxJsonConfiguration } from '@nx/devkit';
import type { PythonGraph } from '../workspace/python-graph.js';
import type { Edge } from './declared-edges.js';
import { type ProjectEdges, projectEdges } from './project-edges.js';

/** Projects by their names in Nx and by their folders. */
export interface Seen {
  names: string[];
  directories: string[];
}

function targetsBy(edges: readonly Edge[]): Map<string, string[]> {
  const targets = new Map<string, string[]>();
  for (const [from, to] of edges) {
    const known = targets.get(from);
    if (known) known.push(to);
    else targets.set(from, [to]);
  }
  return targets;
}

type Targets = ReadonlyMap<string, readonly string[]>;

/** What is reached from a project: its own edges first, then those that its dependents follow. */
function reachedFrom(project: string, own: Targets, further: Targets): Set<string> {
  const reached = new Set(own.get(project) ?? []);
  for (const next of reached) for (const other of further.get(next) ?? []) reached.add(other);
  reached.delete(project);
  return reached;
}

/** Names of projects in Nx, as far as nothing but this plugin makes edges between them. */
function plainNames({ workspace, nxProjects }: PythonGraph): Map<string, string> {
  const names = new Map<string, string>();
  const inNx = new Map(nxProjects.map((project) => [project.root, project]));
  for (const { directory, name } of [...workspace.broken, ...workspace.projects]) {
    const known = inNx.get(directory);
    const isLinked =
      known?.isPackage ||
      known?.settings.some(({ settings }) => 'implicitDependencies' in settings);
    if (!isLinked) names.set(directory, known?.isNamed ? known.name : name);
  }
  return names;
}

/** Whether another plugin may know of edges between Python projects. Nx's own do not. */
function isShared({ plugins = [] }: Pick<NxJsonConfiguration, 'plugins'>): boolean {
  const names = plugins.map((plugin) => (typeof plugin === 'string' ? plugin : plugin.plugin));
  return names.some((name) => !/^(?:@nx\/|@nx-signal\/python$)/.test(name));
}

/**
 * The projects whose files a project's tests and types may go by, for those where that is less than all
 * that Nx reaches from it: Nx follows each edge, also one that only the tests of a dependency need. No entry
 * where `^` is right, or where edges that are not known here might be lost.
 *
 * @param scans - packed imports by file
 */
export function seenProjects(
  graph: PythonGraph,
  scans: ReadonlyMap<string, string>,
  nxJson: Pick<NxJsonConfiguration, 'plugins'>,
): Map<string, Seen> {
  const seen = new Map<string, Seen>();
  if (isShared(nxJson)) return seen;
  const edges = projectEdges(graph, scans);
  if (edges.development.size === 0) return seen;
  const names = plainNames(graph);
  for (const [project, reached] of narrowed(edges)) {
    const { all, kept } = reached;
    if (![project, ...all].every((directory) => names.has(directory))) continue;
    const directories = [...kept].sort();
    seen.set(project, {
      names: directories.map((directory) => names.get(directory) ?? directory),
      directories,
    });
  }
  return seen;
}

interface Reached {
  all: ReadonlySet<string>;
  kept: ReadonlySet<string>;
}

/** What follows from edges that are as they were. */
const known = new WeakMap<ProjectEdges, Map<string, Reached>>();

/** For each project that sees less than it reaches, both. */
function narrowed(edges: ProjectEdges): Map<string, Reached> {
  const before = known.get(edges);
  if (before) return before;
  const { all, development } = edges;
  const own = targetsBy(all);
  const further = targetsBy(all.filter((edge) => !development.has(edge)));
  const found = new Map<string, Reached>();
  for (const project of own.keys()) {
    const reached = reachedFrom(project, own, own);
    const kept = reachedFrom(project, own, further);
    if (kept.size < reached.size) found.set(project, { all: reached, kept });
  }
  known.set(edges, found);
  return found;
}
