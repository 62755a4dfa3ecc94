import type { Installed } from '../environment/installed.js';
import { closureStart } from '../fingerprint/external-names.js';
import { offeredIn } from '../fingerprint/offered-extras.js';
import type { ImportEdges, ImportPlace } from '../imports/edges.js';
import { type FileImport, unpackImports } from '../imports/file-import.js';
import type { ModuleFile } from '../imports/module-files.js';
import { closure } from '../lock/closure.js';
import type { LockIndex } from '../lock/lock-index.js';
import { normalizeName } from '../normalize-name.js';
import { relativeInside } from '../paths.js';
import type { ProjectFacts } from '../project/facts.js';
import type { PythonGraph } from '../workspace/python-graph.js';
import type { Use } from './find-missing.js';

/** A distribution that a project imports while neither it nor what it depends on requires that. */
export interface Undeclared {
  project: ProjectFacts;
  distribution: string;
  use: Use;
  /** At least one. */
  places: ImportPlace[];
}

/** What {@link findUndeclared} starts from. */
export interface PackageFacts {
  graph: PythonGraph;
  /** For each project's folder those of the projects it depends on. */
  edges: ReadonlyMap<string, ReadonlySet<string>>;
  /** Packed imports by file. */
  scans: ReadonlyMap<string, string>;
  modules: ReadonlyMap<string, readonly ModuleFile[]>;
  /** What is installed in an environment; undefined when that is not there. */
  installed: (environment: string) => Installed | undefined;
  /** Whether code goes on without what it imports on a line. */
  isGuarded: (file: string, line: number) => boolean;
}

const top = (module: string) => module.split('.', 1)[0] ?? module;

/** Folders of the projects that one depends on, at any depth, and its own. */
function reachedFrom(directory: string, edges: PackageFacts['edges']): Set<string> {
  const reached = new Set([directory]);
  for (const from of reached) {
    for (const target of edges.get(from) ?? []) reached.add(target);
  }
  return reached;
}

/** Names of the distributions that a project may use: what its tests would see. */
function allowedNames(facts: ProjectFacts, index: LockIndex, { graph, edges }: PackageFacts) {
  const { lock, byDistribution } = index;
  const shared = graph.sharedParts.get(facts.environment);
  const siblings = [...reachedFrom(facts.directory, edges)].flatMap(
    (directory) => lock.localByDirectory.get(relativeInside(directory, facts.environment)) ?? [],
  );
  const pytest = (byDistribution.get('pytest') ?? []).map(({ id }) => id);
  const offered = offeredIn(facts.environment, graph.workspace.projects);
  const own = closureStart(facts, index, shared, offered);
  const reached = closure(lock, [...own, ...siblings, ...pytest]);
  return new Set([...reached].flatMap((id) => lock.nodes.get(id)?.name ?? []));
}

/**
 * Distributions behind modules: by what is installed, else those that are called like the module, for an
 * environment holds only what was needed so far.
 */
function ownersIn(installed: Installed | undefined, { byDistribution }: LockIndex) {
  const present = new Set(installed?.distributions.map(({ name }) => name));
  const byName = (module: string) => {
    const name = normalizeName(top(module));
    const isLocked = byDistribution.get(name)?.some(({ local }) => !local);
    return isLocked && !present.has(name) ? [name] : [];
  };
  return (module: string): readonly string[] => {
    for (let name = module; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('.')))) {
      const owners = installed?.owners.get(name);
      if (owners) return owners;
    }
    return byName(module);
  };
}

/** Modules that an import statement may mean: `from a import b` may mean `a.b`. */
function meant({ module, names = [] }: FileImport): string[] {
  return names.length === 0 ? [module] : names.map((name) => `${module}.${name}`);
}

/** Top names of modules among files. */
function topsOf(files: readonly ModuleFile[]): Set<string> {
  return new Set(files.flatMap(({ modules }) => modules.map(top)));
}

function placeOf(source: ModuleFile, { line, typeChecking }: FileImport): ImportPlace {
  return {
    file: source.file,
    line,
    ...(source.private ? { private: true } : {}),
    ...(typeChecking ? { typeChecking: true } : {}),
  };
}

function placesIn(
  project: ProjectFacts,
  index: LockIndex,
  facts: PackageFacts,
  shared: ReadonlySet<string>,
): Map<string, ImportPlace[]> {
  const allowed = allowedNames(project, index, facts);
  const ownersOf = ownersIn(facts.installed(project.environment), index);
  const own = topsOf(facts.modules.get(project.directory) ?? []);
  const isOurs = (name: string) => own.has(name) || shared.has(name);
  const strangers = new Map<string, boolean>();
  const isStrange = (module: string) => {
    const known = strangers.get(module);
    if (known !== undefined) return known;
    const owners = isOurs(top(module)) ? [] : ownersOf(module);
    const strange = owners.length > 0 && !owners.some((name) => allowed.has(name));
    strangers.set(module, strange);
    return strange;
  };
  const places = new Map<string, ImportPlace[]>();
  for (const source of facts.modules.get(project.directory) ?? []) {
    for (const found of unpackImports(
      facts.scans.get(source.file) ?? '',
      (one) => one[0] !== '.',
    )) {
      for (const module of meant(found).filter(isStrange)) {
        if (facts.isGuarded(source.file, found.line)) continue;
        const name = ownersOf(module).join(' or ');
        places.set(name, [...(places.get(name) ?? []), placeOf(source, found)]);
      }
    }
  }
  return places;
}

/** Every distribution that is imported and outside the closure of the project that imports it. */
export function findUndeclared(facts: PackageFacts): Undeclared[] {
  const files = [...facts.modules.values()].flat();
  const shared = topsOf(files.filter((file) => !file.private));
  return facts.graph.workspace.projects.flatMap((project) => {
    const index = facts.graph.locks.get(project.environment);
    if (!index) return [];
    return [...placesIn(project, index, facts, shared)].map(
      ([distribution, places]): Undeclared => {
        const production = places.filter((one) => !one.private && !one.typeChecking);
        return production.length > 0
          ? { project, distribution, use: 'production', places: production }
          : { project, distribution, use: 'development', places };
      },
    );
  });
}

/** For each project's folder those it depends on, by what is declared and what is imported. */
export function allEdges(
  declared: readonly (readonly [string, string])[],
  imported: ImportEdges,
): Map<string, Set<string>> {
  const edges = new Map<string, Set<string>>();
  const add = (from: string, targets: Iterable<string>) => {
    const known = edges.get(from) ?? new Set();
    edges.set(from, known);
    for (const target of targets) known.add(target);
  };
  for (const [from, to] of declared) add(from, [to]);
  for (const [from, targets] of imported) add(from, targets.keys());
  return edges;
}
