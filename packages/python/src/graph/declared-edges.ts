import { normalizeName } from '../normalize-name.js';
import type { ProjectFacts } from '../project/facts.js';
import type { NamedRequirement } from '../project/requirements.js';
import type { PythonGraph } from '../workspace/python-graph.js';
import { type LockedSiblings, lockedSiblings } from './locked-siblings.js';

/** Folders of projects: the first depends on the second. */
export type Edge = readonly [from: string, to: string];

/** An edge that manifests make, and what in them does. */
export interface Declaration {
  edge: Edge;
  /** It comes along with the first, whoever installs that. */
  isProduction: boolean;
  /** The same, or a group of the first asks for it, or an extra that is installed for it. */
  isAlways: boolean;
  /** An extra that the first offers has it. */
  isOffered: boolean;
}

/** Edges that manifests make, each once. */
export interface DeclaredEdges {
  all: Edge[];
  declarations: Declaration[];
}

/** Finds projects by the names that requirements have. */
class Siblings {
  readonly #directories = new Map<string, string[]>();
  readonly #facts = new Map<string, ProjectFacts[]>();

  constructor({ workspace: { projects, broken } }: PythonGraph) {
    // A project that cannot be used for the moment keeps its dependents, under the name it seems to have.
    for (const { name, directory } of [...broken, ...projects])
      addTo(this.#directories, normalizeName(name), directory);
    for (const facts of projects) addTo(this.#facts, facts.distribution, facts);
  }

  directories(name: string): readonly string[] {
    return this.#directories.get(name) ?? [];
  }

  /** Requirements with all that the extras they ask for add, of whichever project these are. */
  withExtras(requirements: readonly NamedRequirement[]): NamedRequirement[] {
    const all = [...requirements];
    const seen = new Set<string>();
    for (const { name, extras } of all) {
      for (const extra of extras) {
        const key = `${name}[${extra}]`;
        if (seen.has(key)) continue;
        seen.add(key);
        const facts = this.#facts.get(name) ?? [];
        all.push(...facts.flatMap(({ declared }) => declared.extras.get(extra) ?? []));
      }
    }
    return all;
  }
}

function addTo<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const known = lists.get(key);
  if (known) known.push(value);
  else lists.set(key, [value]);
}

function targetsOf(
  { directory }: ProjectFacts,
  requirements: readonly NamedRequirement[],
  siblings: Siblings,
  locked: LockedSiblings,
): Set<string> {
  const targets = new Set<string>();
  for (const { name } of siblings.withExtras(requirements)) {
    for (const target of siblings.directories(name)) {
      if (target !== directory && locked.takes(directory, target)) targets.add(target);
    }
  }
  return targets;
}

/** What a project depends on, by what makes it do so. */
function targetsByKind(
  facts: ProjectFacts,
  siblings: Siblings,
  locked: LockedSiblings,
  directories: ReadonlySet<string>,
) {
  const { directory, declared } = facts;
  const extras = [...declared.extras];
  const asked = extras.filter(([name]) => facts.extras.includes(name)).flatMap(([, list]) => list);
  const through = (requirements: readonly NamedRequirement[]) =>
    targetsOf(facts, requirements, siblings, locked);
  const paths = [...declared.directories].filter(
    (path) => path !== directory && directories.has(path),
  );
  const shipped = paths.filter((path) => !declared.developed.has(path));
  return {
    production: new Set([...through(declared.production), ...shipped]),
    always: new Set([...through([...declared.always, ...asked]), ...paths]),
    offered: through(extras.flatMap(([, list]) => list)),
  };
}

/**
 * Edges that projects declare, by name or by path. Whoever asks for an extra of a project depends on what
 * that adds.
 */
export function declaredEdges(graph: PythonGraph): DeclaredEdges {
  const siblings = new Siblings(graph);
  const locked = lockedSiblings(graph);
  const directories = new Set(
    [...graph.workspace.projects, ...graph.workspace.broken].map(({ directory }) => directory),
  );
  const declarations = graph.workspace.projects.flatMap((facts) => {
    const { production, always, offered } = targetsByKind(facts, siblings, locked, directories);
    return [...new Set([...always, ...offered])].map((target) => ({
      edge: [facts.directory, target] as const,
      isProduction: production.has(target),
      isAlways: always.has(target),
      isOffered: offered.has(target),
    }));
  });
  return { all: declarations.map(({ edge }) => edge), declarations };
}
