import type { DependencyType, RawProjectGraphDependency } from '@nx/devkit';
import { lockNodes } from '../fingerprint/group-nodes.js';
import { externalName } from '../lock/external-nodes.js';
import { scopeOf } from '../lock/read-locks.js';
import { normalizeName } from '../normalize-name.js';
import { relativeInside } from '../paths.js';
import type { Workspace } from '../project/analyze.js';
import type { ProjectFacts } from '../project/facts.js';
import type { PythonGraph } from '../workspace/python-graph.js';
import { importedEdges } from './import-edges.js';

// Nx's enum, whose import would load all of @nx/devkit.
const implicit = 'implicit' as DependencyType.implicit;
const fixed = 'static' as DependencyType.static;

/** Pairs of project folders: the first declares the second, by name or by path. */
export function declaredEdges({ projects, broken }: Workspace): [string, string][] {
  const byName = new Map<string, string>();
  // A project that cannot be used for the moment keeps its dependents, under the name it seems to have.
  for (const { name, directory } of [...broken, ...projects])
    byName.set(normalizeName(name), directory);
  const directories = new Set(byName.values());
  return projects.flatMap(({ directory, declared }) => {
    const located = [...declared.directories].filter((path) => directories.has(path));
    const targets = new Set([
      ...[...declared.names].flatMap((name) => byName.get(name) ?? []),
      ...located,
    ]);
    targets.delete(directory);
    return [...targets].map((target): [string, string] => [directory, target]);
  });
}

/** Declared and imported edges together, each pair once. */
function projectEdges(
  workspace: Workspace,
  scans: ReadonlyMap<string, string>,
): [string, string][] {
  const declared = declaredEdges(workspace);
  const pairs = new Map(declared.map((pair) => [pair.join('\0'), pair]));
  for (const [from, targets] of importedEdges(workspace, scans, declared)) {
    for (const to of targets.keys()) pairs.set(`${from}\0${to}`, [from, to]);
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
  for (const [from, to] of projectEdges(graph.workspace, scans)) {
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
