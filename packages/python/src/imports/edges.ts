import { type FileImport, unpackImports } from './file-import.js';
import type { ModuleFile } from './module-files.js';
import type { Importer, ModuleOwners } from './module-owners.js';

/** An import that makes an edge. */
export interface ImportPlace {
  /** Relative to the workspace. */
  file: string;
  /** 1-based. */
  line: number;
  /** Stands in test code or a script, which the project does not ship. */
  private?: true;
  /** Is read by type checkers only. */
  typeChecking?: true;
  /** Several projects have the module and nothing decides between them; this is one of them. */
  guessed?: true;
  /** Another project that has the module is meant; this one may be found in its place. */
  also?: true;
}

/** Project → project it imports → where it does so. */
export type ImportEdges = Map<string, Map<string, ImportPlace[]>>;

/** What edges are made from. */
export interface ImportFacts {
  filesByProject: ReadonlyMap<string, readonly ModuleFile[]>;
  /**
   * Packed imports by file, as in {@link ModuleFile.file}; a file without an entry imports nothing.
   * They are unpacked here, since only the few that some project may own are worth it.
   */
  scans: ReadonlyMap<string, string>;
  owners: ModuleOwners;
  /** Declared dependencies between projects: they decide between modules of the same name. */
  declared?: ReadonlyMap<string, ReadonlySet<string>>;
  /** The environment of each project: what is not declared is found in the importer's own only. */
  environments?: ReadonlyMap<string, string>;
  /** Whether a project can get a module that another one has. By default it can. */
  finds?(project: string, other: string, module: string): boolean;
}

/** The edges between projects that their imports make. A project without one has no entry. */
export function importEdges(facts: ImportFacts): ImportEdges {
  const edges: ImportEdges = new Map();
  for (const [project, files] of facts.filesByProject) {
    const targets = projectEdges(project, files, facts);
    if (targets.size > 0) edges.set(project, targets);
  }
  return edges;
}

function projectEdges(
  project: string,
  files: readonly ModuleFile[],
  { scans, owners, declared, environments, finds = () => true }: ImportFacts,
): Map<string, ImportPlace[]> {
  const targets = new Map<string, ImportPlace[]>();
  const wanted = (module: string) => module.startsWith('.') || owners.mayOwn(module);
  const own = environments?.get(project);
  for (const source of files) {
    const guesses = new Set<string>();
    const also = new Set<string>();
    const importer = {
      project,
      private: source.private ?? false,
      declared: declared?.get(project),
      guesses,
      also,
      sharesEnvironment: (other: string) => environments?.get(other) === own,
      finds: (other: string, module: string) => other === project || finds(project, other, module),
    };
    for (const found of unpackImports(scans.get(source.file) ?? '', wanted)) {
      guesses.clear();
      also.clear();
      for (const target of reachedProjects(found, source, importer, owners)) {
        if (target === project) continue;
        addPlace(targets, target, placeOf(found, source, target, importer));
      }
    }
  }
  return targets;
}

function placeOf(
  found: FileImport,
  source: ModuleFile,
  target: string,
  { guesses, also }: Importer,
): ImportPlace {
  const place: ImportPlace = { file: source.file, line: found.line };
  if (source.private) place.private = true;
  if (found.typeChecking) place.typeChecking = true;
  if (guesses?.has(target)) place.guessed = true;
  if (also?.has(target)) place.also = true;
  return place;
}

function reachedProjects(
  found: FileImport,
  source: ModuleFile,
  importer: Importer,
  owners: ModuleOwners,
): Iterable<string> {
  if (!found.module.startsWith('.')) return owners.ownersOf(found.module, importer, found.names);
  // Test code is no part of a namespace package: what is relative there stays in the project.
  const module = source.private ? undefined : absoluteModule(found.module, source);
  return module === undefined ? [] : owners.ownersOf(module, importer, found.names);
}

/**
 * The absolute name of a relative import, or undefined when it climbs out of the top-level package.
 * In a namespace package that several projects share, `from ..core import x` leaves the project.
 */
export function absoluteModule(relative: string, source: ModuleFile): string | undefined {
  const name = relative.replace(/^\.+/, '');
  const level = relative.length - name.length;
  const parts = source.modules[0]?.split('.') ?? [];
  const kept = parts.length - level + (source.isPackage ? 1 : 0);
  if (kept < 1) return undefined;
  const parent = parts.slice(0, kept).join('.');
  return name === '' ? parent : `${parent}.${name}`;
}

function addPlace(targets: Map<string, ImportPlace[]>, target: string, place: ImportPlace): void {
  const places = targets.get(target);
  if (places === undefined) targets.set(target, [place]);
  else places.push(place);
}
