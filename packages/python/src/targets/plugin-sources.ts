import { isInside, joinPath } from '../paths.js';
import type { ProjectFacts } from '../project/facts.js';
import type { PythonGraph } from '../workspace/python-graph.js';

/** Patterns of what dependents can see of a project. */
function sourcesOf({ directory, importRoot }: ProjectFacts): string[] {
  const folder = joinPath(directory, importRoot);
  return importRoot === '.' ? [joinPath(folder, '**/*.{py,pyi}')] : [`${folder}/**/*`];
}

/**
 * Plugins of the type checker run in its own process, so no edge stands for what they import: the projects
 * that they are part of, and those that these declare, directly or not.
 */
export function pluginProjects(facts: ProjectFacts, { workspace }: PythonGraph): ProjectFacts[] {
  if (facts.searchedFiles.length === 0) return [];
  const others = workspace.projects.filter(
    ({ directory }) => directory !== '.' && !isInside(facts.directory, directory),
  );
  const owners = others.filter(({ directory }) =>
    facts.searchedFiles.some((pattern) => isInside(pattern, directory)),
  );
  if (owners.length === 0) return [];
  const found = new Set(owners);
  for (const owner of found) {
    for (const project of workspace.projects)
      if (owner.declared.names.has(project.distribution) && project !== facts) found.add(project);
  }
  return [...found];
}

/** Sources of those, as patterns. */
export function pluginSources(projects: readonly ProjectFacts[]): string[] {
  return projects.flatMap(sourcesOf).sort();
}
