import type { ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import { auditedGroups, packagesOf } from '../audit/packages.js';
import { type ErrorPlace, formatError } from '../errors.js';
import type { Surroundings } from '../fingerprint/environment-in-shell.js';
import { syncGenerator } from '../fingerprint/executors.js';
import { externalNames, lockEntry } from '../fingerprint/external-names.js';
import { installedInput } from '../fingerprint/installed-input.js';
import { interpreterInput, pythonInput } from '../fingerprint/interpreter-input.js';
import { namedInputs, unknownSources } from '../fingerprint/named-inputs.js';
import { offeredIn } from '../fingerprint/offered-extras.js';
import { pythonError } from '../fingerprint/requested-python.js';
import { markerConfiguration, namesMarker, rootMarker } from '../fingerprint/root-marker.js';
import { allReached, foreignInput, onlySeen, type SeenInputs } from '../fingerprint/seen-inputs.js';
import { settingsAboveInput } from '../fingerprint/settings-above.js';
import { quoteGlob } from '../globs.js';
import type { TestKind } from '../options/names.js';
import { joinPath } from '../paths.js';
import type { BrokenProject } from '../project/analyze.js';
import type { ProjectFacts } from '../project/facts.js';
import { asTable, type Pyproject, valueAt } from '../toml/pyproject.js';
import { lineOfKey } from '../toml/toml-position.js';
import type { ConfiguredTool } from '../tools/settings.js';
import type { PythonMetadata } from '../tools/tool-task.js';
import type { PythonGraph } from '../workspace/python-graph.js';
import { brokenTargets } from './broken.js';
import { type BuildOrder, buildContext } from './build-context.js';
import { pluginProjects, pluginSources } from './plugin-sources.js';
import { projectTargets } from './project-targets.js';
import { crateGlobs, filesAbove, markerFiles, namePatterns, ownPackages } from './watched-files.js';

/** Says to tasks what only the graph knows. */
function pythonMetadata({ directory, installed, checkouts }: ProjectFacts): PythonMetadata {
  const folders = checkouts.map((path) => joinPath(directory, path));
  return {
    technologies: ['python'],
    ...(installed ? {} : { notInstalled: true }),
    ...(folders.length > 0 ? { checkouts: folders } : {}),
  };
}

/** Managers that may keep an environment where nobody else would look, by their tables in a manifest. */
const keepers = ['poetry', 'pdm', 'hatch'];

/** Where the environment of a project may be that has no uv.lock; undefined for one that has. */
function surroundingsOf(facts: ProjectFacts, graph: PythonGraph): Surroundings | undefined {
  const { environment, pyproject } = facts;
  const format = graph.locks.get(environment)?.lock.format;
  if (format === 'uv') return undefined;
  const spoken = asTable(pyproject.data['tool']);
  const isKept = keepers.some((name) => (format === undefined ? name in spoken : name === format));
  const depth = environment === '.' ? 0 : environment.split('/').length;
  return { levels: depth + graph.foldersAbove.length, isKept };
}

/** Where the versions of Python stand that the tests of a project run on. */
function placeOfPythons({ pyproject }: ProjectFacts, kind: TestKind): ErrorPlace {
  const { file, text, data } = pyproject;
  const keys = [`tool.nx-signal.targets.${kind}.pythons`, 'tool.nx-signal.pythons'];
  const key = keys.find((one) => valueAt(data, one) !== undefined);
  if (key === undefined) return { file: 'nx.json', key: 'plugins.options.pythons' };
  return { file, line: lineOfKey(text, key), key };
}

/** The manifests of all that share the lock of a project, its own first. */
function manifestsBeside(
  { pyproject, environment }: ProjectFacts,
  graph: PythonGraph,
): Pyproject[] {
  const { projects, pyprojects } = graph.workspace;
  const others = projects
    .filter((other) => other.environment === environment && other.pyproject !== pyproject)
    .map((other) => other.pyproject);
  const root = pyprojects.filter(({ directory }) => directory === environment);
  return [...new Set([pyproject, ...root, ...others])];
}

/** What a project sees of those it depends on; undefined where that is all that Nx reaches. */
export interface Seen {
  /** Names in Nx. */
  names: readonly string[];
  directories: readonly string[];
}

/** The inputs for {@link Seen}. */
function seenInputs(facts: ProjectFacts, graph: PythonGraph, seen: Seen | undefined): SeenInputs {
  if (!seen) return allReached;
  const own = new Set([facts.directory, ...seen.directories]);
  const nodes = graph.workspace.projects
    .filter(({ directory }) => own.has(directory))
    .flatMap((other) => lockEntry(other, graph.locks) ?? []);
  return onlySeen(seen.names, nodes, otherNodes(graph).length > 0);
}

/** Where `nx release` finds versions. A folder that is a package of npm's as well is versioned as that. */
function releaseOf(
  directory: string,
  { nxProjects }: PythonGraph,
): Pick<ProjectConfiguration, 'release'> {
  const isPackage = nxProjects.some(({ root, isPackage }) => root === directory && isPackage);
  return isPackage ? {} : { release: { version: { versionActions: '@nx-signal/python/release' } } };
}

/** A Python project with its targets. */
export function projectNode(
  facts: ProjectFacts,
  graph: PythonGraph,
  seen?: Seen,
  order?: BuildOrder,
): ProjectConfiguration {
  const { environment } = facts;
  const index = graph.locks.get(environment);
  const audited = facts.options.audit ? auditedGroups(environment, graph) : [];
  const shared = graph.sharedParts.get(environment);
  const offered = offeredIn(environment, graph.workspace.projects);
  const isPinned = graph.pinned.has(environment);
  const externals = externalNames(facts, index, shared, audited, isPinned, offered);
  const parents = graph.workspace.parents.get(facts.directory) ?? [];
  const generated = graph.generated.get(facts.directory);
  const surroundings = surroundingsOf(facts, graph);
  const interpreter = interpreterInput(environment, surroundings);
  const plugins = pluginProjects(facts, graph);
  const isTracked = index !== undefined && !graph.ignoredLocks.has(environment);
  const context = {
    facts,
    externals,
    interpreter,
    interpreterOf: (python: string) => pythonInput(environment, python),
    pythonError: (python: string, kind: TestKind) =>
      pythonError(
        python,
        manifestsBeside(facts, graph),
        index?.lock.format === 'uv',
        placeOfPythons(facts, kind),
      ),
    // Nobody notices what else a task comes across where its reads are not looked at.
    seen: seenInputs(facts, graph, facts.options.verifyInputs === 'error' ? seen : undefined),
    installed: (tool: string, part?: 'alone') => {
      // uv takes away again what its lock does not have.
      const isBeside = index && index.lock.format !== 'uv' && !index.byDistribution.has(tool);
      if (isTracked && !isBeside) return [];
      return [installedInput({ environment, surroundings, program: part && tool, isBeside })];
    },
    unlocked: isTracked ? [] : [installedInput({ environment, surroundings })],
    builds: buildContext(facts, graph, order),
    isThirdParty: () => (packagesOf(facts, graph)?.length ?? 0) > 0,
    pluginSources: pluginSources(plugins),
    pluginProjects: plugins.map(({ directory }) => directory).sort(),
    isIgnored: (path: string) => graph.ignoredArguments.has(path),
    settingsAbove: (tools: readonly ConfiguredTool[]) =>
      settingsAboveInput(facts, tools, graph.foldersAbove),
  };
  return {
    root: facts.directory,
    name: facts.node,
    sourceRoot: joinPath(facts.directory, facts.importRoot),
    projectType: facts.application ? 'application' : 'library',
    ...(facts.options.tags.length > 0 ? { tags: facts.options.tags } : {}),
    namedInputs: namedInputs(
      { ...facts, parents, generated },
      [...new Set(filesAbove(facts))].sort(),
    ),
    targets: projectTargets(context),
    ...releaseOf(facts.directory, graph),
    metadata: pythonMetadata(facts),
  };
}

/** A project that cannot be used: its targets say why. */
export function brokenNode(
  { directory, environment, name, error }: BrokenProject,
  graph: PythonGraph,
): ProjectConfiguration {
  return {
    root: directory,
    name,
    namedInputs: namedInputs(unknownSources(directory), []),
    targets: brokenTargets(formatError(error), environment),
    // What is wrong may be nothing to a version; and where it is, the error says so.
    ...releaseOf(directory, graph),
    metadata: { technologies: ['python'] },
  };
}

/** What Python projects see of others, which need not know of them. Nx fails the run without. */
const inputsOfOthers = {
  pyProd: ['default'],
  pyImage: ['default'],
  [foreignInput]: ['default'],
};

/** Names of all projects but the root's. */
export function takenNames({ workspace, nxProjects }: PythonGraph): Set<string> {
  const { projects, broken } = workspace;
  const nodes = projects.map(({ node }) => node);
  return new Set([...nodes, ...[...broken, ...nxProjects].map(({ name }) => name)]);
}

/**
 * `nx sync` finds our generator here, and not at a target that is run: without its daemon Nx makes the graph a
 * second time before each run of one, and where nobody can be asked it refuses the run.
 */
const syncTarget: Record<string, TargetConfiguration> = {
  'python-sync': {
    executor: 'nx:noop',
    cache: false,
    syncGenerators: [syncGenerator],
    metadata: {
      description: 'Used by `nx sync` to find its generator; it is never run.',
    },
  },
};

/** The root project, which exists only to hold the marker when nothing else makes it one. */
export function rootNode(graph: PythonGraph, isPython: boolean): ProjectConfiguration {
  return {
    root: '.',
    ...(isPython ? {} : { namedInputs: inputsOfOthers }),
    targets: {
      [rootMarker.target]: {
        ...markerConfiguration(rootMarker, [
          ...markerFiles(graph).map(quoteGlob),
          ...crateGlobs(graph),
        ]),
        // Every target waits for this one. Were the other marker done later, Nx would make a second batch of all lint.
        dependsOn: [namesMarker.target],
      },
      [namesMarker.target]: markerConfiguration(
        namesMarker,
        namePatterns(graph),
        ownPackages(graph),
      ),
      ...syncTarget,
    },
  };
}

/** Projects without Python that a Python project may depend on. Nx refuses one without a name. */
export function otherNodes({ workspace, nxProjects }: PythonGraph): ProjectConfiguration[] {
  const { projects, broken } = workspace;
  const python = new Set([...projects, ...broken].map(({ directory }) => directory));
  return nxProjects
    .filter(({ root }) => root !== '.' && !python.has(root))
    .map(({ root, name }) => ({ root, name, namedInputs: inputsOfOthers }));
}
