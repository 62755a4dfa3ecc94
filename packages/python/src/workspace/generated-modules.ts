import { join } from 'node:path';
import { directoryOf, relativeInside, withAncestors } from '../paths.js';
import type { ProjectFacts } from '../project/facts.js';
import { madeByBuild } from '../project/made-by-build.js';
import { textIn } from '../project/text-in.js';

type Project = Pick<ProjectFacts, 'directory' | 'pyproject'>;

function isMadeIn(project: Project, workspaceRoot: string): (module: string) => boolean {
  const folder = join(workspaceRoot, project.directory);
  return madeByBuild(project.pyproject, (file) => textIn(folder, file));
}

/** Entries by the nearest project around them, relative to it. */
function byProject(
  entries: readonly string[],
  projects: ReadonlyMap<string, Project>,
): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const entry of entries) {
    const folder = directoryOf(entry.replace(/\/$/, ''));
    const owner = withAncestors(folder).find((path) => projects.has(path));
    if (owner === undefined) continue;
    found.set(owner, [...(found.get(owner) ?? []), relativeInside(entry, owner)]);
  }
  return found;
}

/**
 * Ignored modules by the folder of the project that they belong to, relative to it. Those that the
 * project's build makes are left out, but for those that are tracked.
 */
export function generatedModules(
  ignored: readonly string[],
  hidden: readonly string[],
  projects: readonly Project[],
  workspaceRoot: string,
): Map<string, string[]> {
  const byDirectory = new Map(projects.map((project) => [project.directory, project]));
  const found = byProject(ignored, byDirectory);
  for (const [directory, modules] of found) {
    const isMade = isMadeIn(byDirectory.get(directory) as Project, workspaceRoot);
    found.set(
      directory,
      modules.filter((module) => !isMade(module)),
    );
  }
  for (const [directory, modules] of byProject(hidden, byDirectory))
    found.set(directory, [...(found.get(directory) ?? []), ...modules]);
  return found;
}
