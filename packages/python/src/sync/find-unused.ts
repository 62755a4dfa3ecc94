import type { ImportEdges } from '../imports/edges.js';
import type { ModuleFile } from '../imports/module-files.js';
import { normalizeName } from '../normalize-name.js';
import type { ProjectFacts } from '../project/facts.js';

/** A sibling that a project declares and no file of it imports. */
export interface Unused {
  project: ProjectFacts;
  sibling: ProjectFacts;
  /** 1-based line of the declaration, where it can be told. */
  line: number | undefined;
}

/** The first line of a pyproject.toml that names a distribution as a requirement or as a key. */
export function lineOfRequirement(text: string, distribution: string): number | undefined {
  const index = text.split(/\r?\n/).findIndex((line) => {
    const code = line.replace(/^\s*#.*/, '');
    const names = code.matchAll(/(?:["']|^\s*)([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)/g);
    return [...names].some(
      ([, name]) => normalizeName(name ?? '') === distribution && !/^\s*name\s*=/.test(code),
    );
  });
  return index < 0 ? undefined : index + 1;
}

/**
 * Siblings that are declared for nothing that can be seen. A project without Python files is there to
 * gather others, and a sibling without modules serves in some other way: neither says anything.
 */
export function findUnused(
  projects: readonly ProjectFacts[],
  edges: ImportEdges,
  modules: ReadonlyMap<string, readonly ModuleFile[]>,
): Unused[] {
  const byName = new Map<string, ProjectFacts[]>();
  for (const facts of projects)
    byName.set(facts.distribution, [...(byName.get(facts.distribution) ?? []), facts]);
  const offersModules = ({ directory }: ProjectFacts) =>
    modules.get(directory)?.some((file) => !file.private) ?? false;
  return projects.flatMap((project) => {
    if (project.pythonFiles.length === 0) return [];
    const imported = edges.get(project.directory);
    return [...project.declared.names].flatMap((name) => {
      // Of several with one name any may be the one that is meant.
      const siblings = byName.get(name) ?? [];
      const [sibling] = siblings;
      const isUsed = siblings.some((one) => one === project || imported?.has(one.directory));
      if (!sibling || isUsed || !siblings.every(offersModules)) return [];
      return [{ project, sibling, line: lineOfRequirement(project.pyproject.text, name) }];
    });
  });
}
