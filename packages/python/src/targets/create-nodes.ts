import { createRequire } from 'node:module';
import type {
  CreateNodesResultArray,
  ProjectConfiguration,
  ProjectGraphExternalNode,
} from '@nx/devkit';
import { formatError } from '../errors.js';
import {
  type ConfigNode,
  configNode,
  configNodeName,
  namesNode,
  namesNodeName,
} from '../fingerprint/config-nodes.js';
import {
  externalNames,
  lockFileNode,
  platformNode,
  pluginNode,
} from '../fingerprint/external-names.js';
import { lockNodes } from '../fingerprint/group-nodes.js';
import { installedInput } from '../fingerprint/installed-input.js';
import { interpreterInput } from '../fingerprint/interpreter-input.js';
import { namedInputs, unknownSources } from '../fingerprint/named-inputs.js';
import { markerConfiguration, namesMarker, rootMarker } from '../fingerprint/root-marker.js';
import { settingsAboveInput } from '../fingerprint/settings-above.js';
import { fingerprintVersion } from '../fingerprint/task-fingerprint.js';
import { quoteGlob } from '../globs.js';
import { lockNames, scopeOf } from '../lock/read-locks.js';
import { isIsolated } from '../nx-internal.js';
import { isInside, joinPath, withAncestors } from '../paths.js';
import type { BrokenProject } from '../project/analyze.js';
import type { ProjectFacts } from '../project/facts.js';
import { isAboveWorkspace } from '../settings/config-lookup.js';
import { type ConfiguredTool, configuredTools, rootConfigNames } from '../tools/settings.js';
import type { PythonGraph } from '../workspace/python-graph.js';
import { brokenTargets } from './broken.js';
import { withReplacedInputs } from './checked-node.js';
import { pluginSources } from './plugin-sources.js';
import { projectTargets } from './project-targets.js';
import type { TargetDefaults } from './replaced-inputs.js';

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
      for (const { file } of above) if (!isAboveWorkspace(file)) files.add(file);
  }
  return [...files].sort();
}

/** Patterns of files that decide which imports are first party. A project's own files are its inputs. */
function namePatterns({ workspace }: PythonGraph): string[] {
  const patterns = new Set<string>();
  for (const { directory, config } of workspace.projects) {
    for (const pattern of config.ruff.names?.patterns ?? [])
      if (directory === '.' || !isInside(pattern, directory)) patterns.add(pattern);
  }
  return [...patterns].sort();
}

function allExternalNodes(graph: PythonGraph): Externals {
  const nodes: Externals = {
    [pluginNode]: externalNode(pluginNode, `${pluginVersion} (fingerprint ${fingerprintVersion})`),
    [platformNode]: externalNode(platformNode, `${process.platform}-${process.arch}`),
  };
  for (const facts of graph.workspace.projects) {
    const make = (name: string, node: () => ConfigNode) => {
      if (nodes[name]) return;
      const { description, hash, parts } = node();
      nodes[name] = externalNode(name, hash, { packageName: description, parts });
    };
    for (const tool of configuredTools) {
      make(configNodeName(facts, tool), () => configNode(facts, tool));
    }
    make(namesNodeName(facts), () => namesNode(facts));
  }
  for (const [environment, { lock, digest }] of graph.locks) {
    // No target names it. An ignored lock has none: its node would be as old as Nx's daemon.
    const name = lockFileNode(environment);
    if (!graph.ignoredLocks.has(environment)) nodes[name] = externalNode(name, digest);
    Object.assign(nodes, lockNodes(lock, scopeOf(environment)).nodes);
  }
  return nodes;
}

function projectNode(facts: ProjectFacts, graph: PythonGraph): ProjectConfiguration {
  const { environment } = facts;
  const index = graph.locks.get(environment);
  const externals = externalNames(
    facts,
    index,
    graph.sharedGroups.get(environment) ?? [],
    graph.options.extras ?? [],
  );
  const interpreter = interpreterInput(environment);
  const isTracked = index !== undefined && !graph.ignoredLocks.has(environment);
  const context = {
    facts,
    externals,
    interpreter,
    installed: (tool: string, part?: 'alone') => {
      // uv takes away again what its lock does not have.
      const isBeside = index && index.lock.format !== 'uv' && !index.byDistribution.has(tool);
      if (isTracked && !isBeside) return [];
      return [installedInput(environment, part && tool, isBeside)];
    },
    pluginSources: pluginSources(facts, graph),
    isIgnored: (path: string) => graph.ignoredArguments.has(path),
    settingsAbove: (tools: readonly ConfiguredTool[]) =>
      settingsAboveInput(facts, tools, graph.foldersAbove),
  };
  return {
    root: facts.directory,
    name: facts.name,
    sourceRoot: joinPath(facts.directory, facts.importRoot),
    projectType: facts.application ? 'application' : 'library',
    ...(facts.options.tags.length > 0 ? { tags: facts.options.tags } : {}),
    namedInputs: namedInputs(facts, [...new Set(filesAbove(facts))].sort()),
    targets: projectTargets(context),
    metadata: { technologies: ['python'] },
  };
}

function brokenNode({ directory, environment, name, error }: BrokenProject): ProjectConfiguration {
  return {
    root: directory,
    name,
    namedInputs: namedInputs(unknownSources(directory), []),
    targets: brokenTargets(formatError(error), environment),
    metadata: { technologies: ['python'] },
  };
}

/** What Python projects see of others, which need not know of them. Nx fails the run without. */
const inputsOfOthers = { pyProd: ['default'], pyImage: ['default'] };

/** Names of all projects but the root's. */
export function takenNames({ workspace, nxProjects }: PythonGraph): Set<string> {
  const { projects, broken } = workspace;
  return new Set([...projects, ...broken, ...nxProjects].map(({ name }) => name));
}

/** The root project, which exists only to hold the marker when nothing else makes it one. */
function rootNode(graph: PythonGraph, isPython: boolean): ProjectConfiguration {
  return {
    root: '.',
    ...(isPython ? {} : { namedInputs: inputsOfOthers }),
    targets: {
      [rootMarker.target]: markerConfiguration(rootMarker, markerFiles(graph).map(quoteGlob)),
      [namesMarker.target]: markerConfiguration(namesMarker, namePatterns(graph)),
    },
  };
}

/** Projects without Python that a Python project may depend on. Nx refuses one without a name. */
function otherNodes({ workspace, nxProjects }: PythonGraph): ProjectConfiguration[] {
  const { projects, broken } = workspace;
  const python = new Set([...projects, ...broken].map(({ directory }) => directory));
  return nxProjects
    .filter(({ root }) => root !== '.' && !python.has(root))
    .map(({ root, name }) => ({ root, name, namedInputs: inputsOfOthers }));
}

interface Created {
  rootName: string | undefined;
  defaults: string;
  results: CreateNodesResultArray;
}

/** What a graph gave: it is asked again whenever a module was edited. */
const created = new WeakMap<PythonGraph, Created>();

/**
 * Every project's node and targets, and every external node.
 *
 * @param rootName - name for the root project when no other file gives it one
 * @param targetDefaults - those of nx.json, where they may take something away
 */
export function createNodesFrom(
  graph: PythonGraph,
  rootName: string | undefined,
  targetDefaults?: TargetDefaults,
): CreateNodesResultArray {
  const known = created.get(graph);
  const defaults = JSON.stringify(targetDefaults?.defaults ?? {});
  if (known && known.rootName === rootName && known.defaults === defaults) return known.results;
  const results = makeNodes(graph, rootName, targetDefaults);
  // In Nx's own process it may merge into what it gets.
  if (isIsolated()) created.set(graph, { rootName, defaults, results });
  return results;
}

function makeNodes(
  graph: PythonGraph,
  rootName: string | undefined,
  defaults: TargetDefaults | undefined,
): CreateNodesResultArray {
  const { projects, broken } = graph.workspace;
  if (projects.length + broken.length === 0) return [];
  const inNx = new Map(graph.nxProjects.map((project) => [project.root, project]));
  const checked = (node: ProjectConfiguration, environment: string) =>
    withReplacedInputs(node, environment, inNx.get(node.root), defaults);
  const results: CreateNodesResultArray = projects.map((facts) => {
    const node = checked(projectNode(facts, graph), facts.environment);
    return [facts.pyproject.file, { projects: { [facts.directory]: node } }];
  });
  for (const project of broken) {
    results.push([project.file, { projects: { [project.directory]: brokenNode(project) } }]);
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
