import { createRequire } from 'node:module';
import type {
  CreateNodesResultArray,
  ProjectConfiguration,
  ProjectGraphExternalNode,
} from '@nx/devkit';
import { formatError } from '../errors.js';
import { configNode, configNodeName } from '../fingerprint/config-nodes.js';
import { externalNames, platformNode, pluginNode } from '../fingerprint/external-names.js';
import { lockNodes } from '../fingerprint/group-nodes.js';
import { interpreterInput } from '../fingerprint/interpreter-input.js';
import { namedInputs } from '../fingerprint/named-inputs.js';
import { markerTarget, markerTargetConfiguration } from '../fingerprint/root-marker.js';
import { lockNames, scopeOf } from '../lock/read-locks.js';
import { isIsolated } from '../nx-internal.js';
import { joinPath, withAncestors } from '../paths.js';
import type { BrokenProject } from '../project/analyze.js';
import type { ProjectFacts } from '../project/facts.js';
import { configuredTools, rootConfigNames } from '../tools/settings.js';
import type { PythonGraph } from '../workspace/python-graph.js';
import { brokenTargets } from './broken.js';
import { projectTargets } from './project-targets.js';

const pluginVersion: string = createRequire(import.meta.url)('../../package.json').version;

type Externals = Record<string, ProjectGraphExternalNode>;

function externalNode(
  name: string,
  version: string,
  more: { packageName?: string; parts?: Record<string, string> } = {},
): ProjectGraphExternalNode {
  // Nx types the nodes of its own ecosystems only; nodes of any type are hashed alike.
  return {
    type: name.slice(0, name.indexOf(':')),
    name,
    data: { packageName: name, version, hash: version, ...more },
  } as unknown as ProjectGraphExternalNode;
}

/** Configuration that may stand in a folder and above it, by folder: projects share few of them. */
const namesAbove = new Map<string, readonly string[]>();

function configurationAbove(directory: string): readonly string[] {
  const [, parent] = withAncestors(directory);
  if (parent === undefined) return [];
  const known = namesAbove.get(parent);
  if (known) return known;
  const folders = withAncestors(parent);
  const files = folders.flatMap((folder) => rootConfigNames.map((name) => joinPath(folder, name)));
  namesAbove.set(parent, files);
  return files;
}

/**
 * Files above a project that `affected` must notice, whether they exist or not. They depend on where
 * the project is and on nothing else: they are part of its configuration, which enters its hashes.
 */
function filesAbove({ directory, environment }: ProjectFacts): string[] {
  return [
    ...configurationAbove(directory),
    ...[...lockNames, 'pyproject.toml'].map((name) => joinPath(environment, name)),
  ];
}

/** The same for all projects, with the files of other names that some configuration extends. */
export function markerFiles(graph: PythonGraph): string[] {
  const files = new Set<string>();
  for (const facts of graph.workspace.projects) {
    for (const file of filesAbove(facts)) files.add(file);
    for (const { above } of Object.values(facts.config))
      for (const { file } of above) files.add(file);
  }
  return [...files].sort();
}

function allExternalNodes(graph: PythonGraph): Externals {
  const nodes: Externals = {
    [pluginNode]: externalNode(pluginNode, pluginVersion),
    [platformNode]: externalNode(platformNode, `${process.platform}-${process.arch}`),
  };
  for (const facts of graph.workspace.projects) {
    for (const tool of configuredTools) {
      const name = configNodeName(facts, tool);
      if (nodes[name]) continue;
      const { description, hash, parts } = configNode(facts, tool);
      nodes[name] = externalNode(name, hash, { packageName: description, parts });
    }
  }
  for (const [environment, { lock }] of graph.locks) {
    Object.assign(nodes, lockNodes(lock, scopeOf(environment)).nodes);
  }
  return nodes;
}

function projectNode(facts: ProjectFacts, graph: PythonGraph): ProjectConfiguration {
  const { environment } = facts;
  const externals = externalNames(
    facts,
    graph.locks.get(environment),
    graph.sharedGroups.get(environment) ?? [],
    graph.options.extras ?? [],
  );
  const interpreter = interpreterInput(environment);
  const context = { facts, externals, interpreter };
  return {
    root: facts.directory,
    name: facts.name,
    sourceRoot: joinPath(facts.directory, facts.importRoot),
    projectType: facts.application ? 'application' : 'library',
    ...(facts.options.tags.length > 0 ? { tags: facts.options.tags } : {}),
    namedInputs: namedInputs(facts.tests, [...new Set(filesAbove(facts))].sort()),
    targets: projectTargets(context),
    metadata: { technologies: ['python'] },
  };
}

function brokenNode({ directory, environment, name, error }: BrokenProject): ProjectConfiguration {
  return {
    root: directory,
    name,
    namedInputs: namedInputs({}, []),
    targets: brokenTargets(formatError(error), environment),
    metadata: { technologies: ['python'] },
  };
}

/** The root project, which exists only to hold the marker when nothing else makes it one. */
function rootNode(rootFiles: readonly string[]): ProjectConfiguration {
  return { root: '.', targets: { [markerTarget]: markerTargetConfiguration(rootFiles) } };
}

interface Created {
  rootName: string | undefined;
  results: CreateNodesResultArray;
}

/** What a graph gave: it is asked again whenever a module was edited. */
const created = new WeakMap<PythonGraph, Created>();

/**
 * Every project's node and targets, and every external node.
 *
 * @param rootName - name for the root project when no other file gives it one
 */
export function createNodesFrom(
  graph: PythonGraph,
  rootName: string | undefined,
): CreateNodesResultArray {
  const known = created.get(graph);
  if (known && known.rootName === rootName) return known.results;
  const results = makeNodes(graph, rootName);
  // In Nx's own process it may merge into what it gets.
  if (isIsolated()) created.set(graph, { rootName, results });
  return results;
}

function makeNodes(graph: PythonGraph, rootName: string | undefined): CreateNodesResultArray {
  const { projects, broken } = graph.workspace;
  if (projects.length + broken.length === 0) return [];
  const results: CreateNodesResultArray = projects.map((facts) => [
    facts.pyproject.file,
    { projects: { [facts.directory]: projectNode(facts, graph) } },
  ]);
  for (const project of broken) {
    results.push([project.file, { projects: { [project.directory]: brokenNode(project) } }]);
  }
  const first = results[0]?.[0] ?? 'pyproject.toml';
  for (const root of graph.otherRoots) {
    // `^pyProd` must mean something there, too, or Nx fails the whole run.
    const inputs = { pyProd: ['default'], pyImage: ['default'] };
    results.push([first, { projects: { [root]: { root, namedInputs: inputs } } }]);
  }
  const rootIsPython = [...projects, ...broken].some(({ directory }) => directory === '.');
  const root = rootNode(markerFiles(graph));
  if (!rootIsPython && rootName) root.name = rootName;
  results.push([first, { projects: { '.': root }, externalNodes: allExternalNodes(graph) }]);
  return results;
}
