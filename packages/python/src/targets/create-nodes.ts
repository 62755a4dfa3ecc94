import type { CreateNodesResultArray, ProjectConfiguration } from '@nx/devkit';
import { isIsolated } from '../nx-internal.js';
import type { PythonGraph } from '../workspace/python-graph.js';
import type { BuildOrder } from './build-context.js';
import { withReplacedInputs } from './checked-node.js';
import { allExternalNodes } from './external-nodes.js';
import { brokenNode, otherNodes, projectNode, rootNode, type Seen } from './project-nodes.js';
import type { TargetDefaults } from './replaced-inputs.js';

interface Created {
  rootName: string | undefined;
  settings: string;
  results: CreateNodesResultArray;
}

/** What each project sees of others, by its folder, where that is less than all it depends on. */
type SeenByProject = ReadonlyMap<string, Seen>;

/** What a graph gave: it is asked again whenever a module was edited. */
const created = new WeakMap<PythonGraph, Created>();

/**
 * Every project's node and targets, and every external node.
 *
 * @param rootName - name for the root project when no other file gives it one
 * @param seen - what projects see of others, where that is not all
 * @param targetDefaults - those of nx.json, where they may take something away
 * @param order - in which projects are built; it follows from the graph alone
 */
export function createNodesFrom(
  graph: PythonGraph,
  rootName: string | undefined,
  seen: SeenByProject = new Map(),
  targetDefaults?: TargetDefaults,
  order: ReadonlyMap<string, BuildOrder> = new Map(),
): CreateNodesResultArray {
  const known = created.get(graph);
  const settings = JSON.stringify([targetDefaults?.defaults ?? {}, [...seen]]);
  if (known && known.rootName === rootName && known.settings === settings) return known.results;
  const results = makeNodes(graph, rootName, seen, targetDefaults, order);
  // In Nx's own process it may merge into what it gets.
  if (isIsolated()) created.set(graph, { rootName, settings, results });
  return results;
}

function makeNodes(
  graph: PythonGraph,
  rootName: string | undefined,
  seen: SeenByProject,
  defaults: TargetDefaults | undefined,
  order: ReadonlyMap<string, BuildOrder>,
): CreateNodesResultArray {
  const { projects, broken } = graph.workspace;
  if (projects.length + broken.length === 0) return [];
  const inNx = new Map(graph.nxProjects.map((project) => [project.root, project]));
  const checked = (node: ProjectConfiguration, environment: string) =>
    withReplacedInputs(node, environment, inNx.get(node.root), defaults);
  const results: CreateNodesResultArray = projects.map((facts) => {
    const { directory, environment } = facts;
    const own = projectNode(facts, graph, seen.get(directory), order.get(directory));
    const node = checked(own, environment);
    return [facts.pyproject.file, { projects: { [directory]: node } }];
  });
  for (const project of broken) {
    const node = brokenNode(project, graph);
    results.push([project.file, { projects: { [project.directory]: node } }]);
  }
  const first = results[0]?.[0] ?? 'pyproject.toml';
  for (const node of otherNodes(graph)) {
    results.push([first, { projects: { [node.root]: node } }]);
  }
  const rootIsPython = [...projects, ...broken].some(({ directory }) => directory === '.');
  const root = checked(rootNode(graph, rootIsPython), '.');
  if (!rootIsPython && rootName) root.name = rootName;
  results.push([first, { projects: { '.': root }, externalNodes: allExternalNodes(graph) }]);
  return results;
}
