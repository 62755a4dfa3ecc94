import type { ProjectConfiguration } from '@nx/devkit';
import { auditedGroups, packagesOf } from '../audit/packages.js';
import { formatError } from '../errors.js';
import { externalNames } from '../fingerprint/external-names.js';
import { installedInput } from '../fingerprint/installed-input.js';
import { interpreterInput } from '../fingerprint/interpreter-input.js';
import { namedInputs, unknownSources } from '../fingerprint/named-inputs.js';
import { markerConfiguration, namesMarker, rootMarker } from '../fingerprint/root-marker.js';
import { settingsAboveInput } from '../fingerprint/settings-above.js';
import { quoteGlob } from '../globs.js';
import { joinPath } from '../paths.js';
import type { BrokenProject } from '../project/analyze.js';
import type { ProjectFacts } from '../project/facts.js';
import type { ConfiguredTool } from '../tools/settings.js';
import type { PythonGraph } from '../workspace/python-graph.js';
import { brokenTargets } from './broken.js';
import { pluginSources } from './plugin-sources.js';
import { projectTargets } from './project-targets.js';
import { filesAbove, markerFiles, namePatterns, ownPackages } from './watched-files.js';

/** A Python project with its targets. */
export function projectNode(facts: ProjectFacts, graph: PythonGraph): ProjectConfiguration {
  const { environment } = facts;
  const index = graph.locks.get(environment);
  const externals = externalNames(
    facts,
    index,
    graph.sharedGroups.get(environment) ?? [],
    graph.options.extras ?? [],
    facts.options.audit ? auditedGroups(environment, graph) : [],
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
    unlocked: isTracked ? [] : [installedInput(environment)],
    isThirdParty: () => (packagesOf(facts, graph)?.length ?? 0) > 0,
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

/** A project that cannot be used: its targets say why. */
export function brokenNode({
  directory,
  environment,
  name,
  error,
}: BrokenProject): ProjectConfiguration {
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
export function rootNode(graph: PythonGraph, isPython: boolean): ProjectConfiguration {
  return {
    root: '.',
    ...(isPython ? {} : { namedInputs: inputsOfOthers }),
    targets: {
      [rootMarker.target]: markerConfiguration(rootMarker, markerFiles(graph).map(quoteGlob)),
      [namesMarker.target]: markerConfiguration(
        namesMarker,
        namePatterns(graph),
        ownPackages(graph),
      ),
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
