import type { DependencyType, RawProjectGraphDependency } from '@nx/devkit';
import { lockNodes } from '../fingerprint/group-nodes.js';
import { externalName } from '../lock/external-nodes.js';
import { scopeOf } from '../lock/read-locks.js';
import { relativeInside } from '../paths.js';
import type { ProjectFacts } from '../project/facts.js';
import type { PythonGraph } from '../workspace/python-graph.js';
import { cycleNumbers } from './cycles.js';
import { declaredEdges, type Edge } from './declared-edges.js';
import { importedEdges } from './import-edges.js';

// Nx's enum, whose import would load all of @nx/devkit.
const implicit = 'implicit' as DependencyType.implicit;
const fixed = 'static' as DependencyType.static;

/** Declared and imported edges together, each pair once. */
function projectEdges(graph: PythonGraph, scans: ReadonlyMap<string, string>): Edge[] {
  const { all, offered } = declaredEdges(graph);
  const keyOf = ([from, to]: Edge) => `${from}\0${to}`;
  const imported = [...importedEdges(graph, scans, all)].flatMap(([from, targets]) =>
    [...targets.keys()].map((to): Edge => [from, to]),
  );
  const pairs = new Map([...all, ...imported].map((edge) => [keyOf(edge), edge]));
  const isImported = new Set(imported.map(keyOf));
  const numbers = cycleNumbers([...pairs.values()]);
  for (const edge of offered) {
    const [from, to] = edge;
    // An extra that depends on what offers it would make every project around depend on every other.
    if (numbers.get(from) === numbers.get(to) && !isImported.has(keyOf(edge)))
      pairs.delete(keyOf(edge));
  }
  return [...pairs.values()];
}

/** An edge from a project to its entry in the lock, so that `^` inputs carry its closure along. */
function lockEdge(
  facts: ProjectFacts,
  graph: PythonGraph,
  source: string,
): RawProjectGraphDependency[] {
  const index = graph.locks.get(facts.environment);
  const id = index?.lock.localByDirectory.get(relativeInside(facts.directory, facts.environment));
  const node = id === undefined ? undefined : index?.lock.nodes.get(id);
  if (!node) return [];
  return [{ source, target: externalName(node, scopeOf(facts.environment)), type: implicit }];
}

/**
 * All edges of the Python projects. None names a source file: Nx would keep such an edge for as long
 * as that file is unchanged, although the lock or another project decides where it leads.
 *
 * @param names - final project names by folder
 * @param scans - packed imports by file
 */
export function createDependenciesFrom(
  graph: PythonGraph,
  names: ReadonlyMap<string, string>,
  scans: ReadonlyMap<string, string>,
): RawProjectGraphDependency[] {
  const { projects, broken } = graph.workspace;
  // Then there are no nodes, of locks neither.
  if (projects.length + broken.length === 0) return [];
  const dependencies: RawProjectGraphDependency[] = [];
  for (const [from, to] of projectEdges(graph, scans)) {
    const source = names.get(from);
    const target = names.get(to);
    if (source !== undefined && target !== undefined)
      dependencies.push({ source, target, type: implicit });
  }
  for (const facts of graph.workspace.projects) {
    const source = names.get(facts.directory);
    if (source !== undefined) dependencies.push(...lockEdge(facts, graph, source));
  }
  for (const [environment, { lock }] of graph.locks) {
    const { edges } = lockNodes(lock, scopeOf(environment));
    dependencies.push(...edges.map((edge) => ({ ...edge, type: fixed })));
  }
  return dependencies;
}
