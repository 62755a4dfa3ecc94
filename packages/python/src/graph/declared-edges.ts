import { normalizeName } from '../normalize-name.js';
import type { ProjectFacts } from '../project/facts.js';
import type { NamedRequirement } from '../project/requirements.js';
import type { PythonGraph } from '../workspace/python-graph.js';
import { type LockedSiblings, lockedSiblings } from './locked-siblings.js';

/** Folders of projects: the first depends on the second. */
export type Edge = readonly [from: string, to: string];

/** Edges that manifests make. */
export interface DeclaredEdges {
  /** Each once. */
  all: Edge[];
  /** Those of them that only an extra makes, which the first offers and does not ask for itself. */
  offered: Edge[];
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
  const edges: DeclaredEdges = { all: [], offered: [] };
  for (const facts of graph.workspace.projects) {
    const { directory, declared } = facts;
    const extras = [...declared.extras];
    const asked = extras
      .filter(([name]) => facts.extras.includes(name))
      .flatMap(([, list]) => list);
    const always = targetsOf(facts, [...declared.always, ...asked], siblings, locked);
    for (const path of declared.directories) {
      if (path !== directory && directories.has(path)) always.add(path);
    }
    const offered = targetsOf(
      facts,
      extras.flatMap(([, list]) => list),
      siblings,
      locked,
    );
    for (const target of always) edges.all.push([directory, target]);
    for (const target of offered) {
      if (always.has(target)) continue;
      edges.all.push([directory, target]);
      edges.offered.push([directory, target]);
    }
  }
  return edges;
}
