import { quoteGlob } from '../globs.js';
import { lockNames } from '../lock/read-locks.js';
import { isInside, joinPath, withAncestors } from '../paths.js';
import type { ProjectFacts } from '../project/facts.js';
import { isAboveWorkspace } from '../settings/config-lookup.js';
import { rootConfigNames } from '../tools/settings.js';
import type { PythonGraph } from '../workspace/python-graph.js';

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
export function filesAbove({ directory, environment }: ProjectFacts): string[] {
  return [
    ...configurationAbove(directory),
    ...[...lockNames, 'pyproject.toml'].map((name) => joinPath(environment, name)),
  ];
}

/** Globs of what the crates of projects are compiled from beside these. */
export function crateGlobs({ workspace }: PythonGraph): string[] {
  return [...new Set(workspace.projects.flatMap(({ crates }) => crates))].sort();
}

/** The same for all projects, with the files of other names that some configuration extends, and those whose commands count. */
export function markerFiles(graph: PythonGraph): string[] {
  const files = new Set<string>(graph.pinFiles);
  for (const facts of graph.workspace.projects) {
    for (const file of filesAbove(facts)) files.add(file);
    for (const { above } of Object.values(facts.config))
      for (const { file } of above) if (!isAboveWorkspace(file)) files.add(file);
    // Whoever takes the command away takes findings away, and so selects nothing.
    const { directory, formattedBy = directory, hooks } = facts;
    if (!isInside(formattedBy, directory) && !isAboveWorkspace(formattedBy)) files.add(formattedBy);
    if (hooks !== undefined) files.add(hooks);
  }
  return [...files].sort();
}

/** Patterns of files that decide which imports are first party. A project's own files are its inputs. */
export function namePatterns({ workspace }: PythonGraph): string[] {
  const patterns = new Set<string>();
  for (const { directory, config } of workspace.projects) {
    for (const pattern of config.ruff.names?.patterns ?? []) {
      // Most projects share theirs.
      if (patterns.has(pattern)) continue;
      if (directory === '.' || !isInside(pattern, directory)) patterns.add(pattern);
    }
  }
  return [...patterns].sort();
}

/**
 * The `__init__.py` of packages that are named as their projects: they come and go with these, which the lock
 * and manifests show. Without them each edit of one would select lint, and the signal, of all projects.
 */
export function ownPackages({ workspace }: PythonGraph): string[] {
  return workspace.projects
    .map(({ directory, importRoot, distribution }) => {
      const folder = joinPath(joinPath(directory, importRoot), distribution.replaceAll('-', '_'));
      return `${quoteGlob(folder)}/__init__.{py,pyi}`;
    })
    .sort();
}
