import type { DependencyType, RawProjectGraphDependency } from '@nx/devkit';
import { lockEntry } from '../fingerprint/external-names.js';
import { lockNodes } from '../fingerprint/group-nodes.js';
import { scopeOf } from '../lock/read-locks.js';
import type { PythonGraph } from '../workspace/python-graph.js';
import { projectEdges } from './project-edges.js';

// Nx's enum, whose import would load all of @nx/devkit.
const implicit = 'implicit' as DependencyType.implicit;
const fixed = 'static' as DependencyType.static;

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
  for (const [from, to] of projectEdges(graph, scans).all) {
    const source = names.get(from);
    const target = names.get(to);
    if (source !== undefined && target !== undefined)
      dependencies.push({ source, target, type: implicit });
  }
  for (const facts of graph.workspace.projects) {
    const source = names.get(facts.directory);
    // So that `^` inputs carry its closure along.
    const target = lockEntry(facts, graph.locks);
    if (source !== undefined && target !== undefined)
      dependencies.push({ source, target, type: implicit });
  }
  for (const [environment, { lock }] of graph.locks) {
    const { edges } = lockNodes(lock, scopeOf(environment));
    dependencies.push(...edges.map((edge) => ({ ...edge, type: fixed })));
  }
  return dependencies;
}
