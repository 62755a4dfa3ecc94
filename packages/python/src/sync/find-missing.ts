import type { ImportEdges, ImportPlace } from '../imports/edges.js';
import { normalizeName } from '../normalize-name.js';
import type { ProjectFacts } from '../project/facts.js';
import { parseRequirement } from '../project/requirements.js';
import { asStrings, asTable, type Table, valueAt } from '../toml/pyproject.js';

/** What a project needs a sibling for: to run, or to be tested and type checked. */
export type Use = 'production' | 'development';

/** A sibling that a project imports without a declaration that covers it. */
export interface Missing {
  project: ProjectFacts;
  sibling: ProjectFacts;
  use: Use;
  /** The imports that ask for it; at least one. */
  places: ImportPlace[];
}

/** A sibling that is only guessed to be meant, since others have a module of the same name. */
export interface Ambiguous {
  project: ProjectFacts;
  siblings: ProjectFacts[];
  place: ImportPlace;
}

function namesIn(list: unknown): string[] {
  return asStrings(list).flatMap((text) => parseRequirement(text)?.name ?? []);
}

/** Distributions that are there when the project runs; extras count, since their imports are guarded. */
export function productionNames(data: Table): Set<string> {
  const optional = Object.values(asTable(valueAt(data, 'project.optional-dependencies')));
  const poetry = Object.keys(asTable(valueAt(data, 'tool.poetry.dependencies')));
  return new Set([
    ...namesIn(valueAt(data, 'project.dependencies')),
    ...optional.flatMap(namesIn),
    ...poetry.map(normalizeName),
  ]);
}

/** Only running code needs a sibling at run time: neither tests nor what type checkers alone read. */
function isProduction({ private: isPrivate, typeChecking }: ImportPlace): boolean {
  return !isPrivate && !typeChecking;
}

function missingOf(
  project: ProjectFacts,
  sibling: ProjectFacts,
  places: readonly ImportPlace[],
): Missing[] {
  const certain = places.filter(({ guessed, also }) => !guessed && !also);
  const production = certain.filter(isProduction);
  if (production.length > 0) {
    const isDeclared = productionNames(project.pyproject.data).has(sibling.distribution);
    return isDeclared ? [] : [{ project, sibling, use: 'production', places: production }];
  }
  const isDeclared =
    project.declared.names.has(sibling.distribution) ||
    project.declared.directories.has(sibling.directory);
  return isDeclared || certain.length === 0
    ? []
    : [{ project, sibling, use: 'development', places: certain }];
}

/** Every sibling that is imported and not declared, in the order of the projects. */
export function findMissing(projects: readonly ProjectFacts[], edges: ImportEdges): Missing[] {
  const byDirectory = new Map(projects.map((facts) => [facts.directory, facts]));
  return projects.flatMap((project) =>
    [...(edges.get(project.directory) ?? [])].flatMap(([directory, places]) => {
      const sibling = byDirectory.get(directory);
      return sibling ? missingOf(project, sibling, places) : [];
    }),
  );
}

/** Imports that several siblings could serve while none of them is declared. */
export function findAmbiguous(projects: readonly ProjectFacts[], edges: ImportEdges): Ambiguous[] {
  const byDirectory = new Map(projects.map((facts) => [facts.directory, facts]));
  return projects.flatMap((project) => {
    const found = new Map<string, Ambiguous>();
    for (const [directory, places] of edges.get(project.directory) ?? []) {
      const sibling = byDirectory.get(directory);
      for (const place of sibling ? places.filter(({ guessed }) => guessed) : []) {
        const key = `${place.file}:${place.line}`;
        const known = found.get(key) ?? { project, siblings: [], place };
        known.siblings.push(sibling as ProjectFacts);
        found.set(key, known);
      }
    }
    return [...found.values()];
  });
}
