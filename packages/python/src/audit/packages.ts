import { auditStart } from '../fingerprint/external-names.js';
import type { Lock, LockNode } from '../lock/lock.js';
import type { LockIndex } from '../lock/lock-index.js';
import type { ProjectFacts } from '../project/facts.js';
import { valueAt } from '../toml/pyproject.js';
import type { PythonGraph } from '../workspace/python-graph.js';
import { isPublic } from './public-indexes.js';

/** A third-party package in the closure of a project. */
export interface AuditedPackage {
  /** PEP 503-normalised. */
  name: string;
  version: string;
  /** Ids of the lock's nodes from the project to it, both included. Worked out when it is asked for. */
  readonly path: string[];
  /**
   * `public` from an index whose names may be sent, `private` from any other, `elsewhere` from a repository, an
   * address or a file: no advisory speaks of those.
   */
  source: 'public' | 'private' | 'elsewhere';
  /** Address of its index, or of a file of it; undefined where the lock does not say. */
  readonly index?: string | undefined;
}

/** Every node that can be reached, with the one that led there first: the shortest way. */
function ways(lock: Lock, roots: readonly string[]): Map<string, string | undefined> {
  const before = new Map<string, string | undefined>(roots.map((id) => [id, undefined]));
  const pending = [...roots];
  for (const id of pending) {
    for (const next of lock.nodes.get(id)?.requires ?? []) {
      if (before.has(next) || !lock.nodes.has(next)) continue;
      before.set(next, id);
      pending.push(next);
    }
  }
  return before;
}

function pathTo(id: string, before: ReadonlyMap<string, string | undefined>): string[] {
  const path: string[] = [];
  for (let at: string | undefined = id; at !== undefined; at = before.get(at)) path.unshift(at);
  return path;
}

/** A package of a lock: few are ever asked how they got there. */
class Reached implements AuditedPackage {
  readonly name: string;
  readonly version: string;
  readonly source: AuditedPackage['source'];
  readonly index: string | undefined;
  readonly #id: string;
  readonly #before: ReadonlyMap<string, string | undefined>;

  constructor(
    name: string,
    version: string,
    source: AuditedPackage['source'],
    { id, index }: LockNode,
    before: ReadonlyMap<string, string | undefined>,
  ) {
    this.name = name;
    this.version = version;
    this.source = source;
    this.index = index;
    this.#id = id;
    this.#before = before;
  }

  get path(): string[] {
    return pathTo(this.#id, this.#before);
  }
}

type SourceOf = (node: LockNode) => AuditedPackage['source'];

/** The third-party packages that can be reached from some nodes. One that forks stands there once per version. */
export function reachedPackages(
  lock: Lock,
  roots: readonly string[],
  sourceOf: SourceOf,
): AuditedPackage[] {
  const before = ways(lock, roots);
  return [...before.keys()].flatMap((id) => {
    const node = lock.nodes.get(id);
    if (!node || node.kind !== 'package' || node.local) return [];
    const { name, version = '' } = node;
    const source = version === '' ? 'elsewhere' : sourceOf(node);
    return [new Reached(name, version, source, node, before)];
  });
}

/** PDM's lock does not say which of several indexes a package is from. */
function otherIndexes(environment: string, { workspace }: PythonGraph): string[] {
  const root = workspace.pyprojects.find(({ directory }) => directory === environment);
  const sources = root && valueAt(root.data, 'tool.pdm.source');
  return Array.isArray(sources) ? sources.map(({ url }) => String(url)) : [];
}

function sourceReader(
  environment: string,
  { lock }: LockIndex,
  graph: PythonGraph,
  publicIndexes: readonly string[],
): SourceOf {
  const others = lock.format === 'pdm' ? otherIndexes(environment, graph) : [];
  const isKnown = lock.format === 'pdm' && others.every((url) => isPublic(url, publicIndexes));
  // A lock names few indexes, and each of them with every package.
  const judged = new Map<string, AuditedPackage['source']>([['', isKnown ? 'public' : 'private']]);
  return ({ index }) => {
    if (index === undefined) return 'elsewhere';
    let source = judged.get(index);
    if (source === undefined) {
      source = isPublic(index, publicIndexes) ? 'public' : 'private';
      judged.set(index, source);
    }
    return source;
  };
}

/** Groups of an environment's root that is no project, and so has no audit of its own. */
export function auditedGroups(environment: string, graph: PythonGraph): readonly string[] {
  const isProject = graph.workspace.projects.some(({ directory }) => directory === environment);
  return isProject ? [] : (graph.sharedParts.get(environment)?.groups ?? []);
}

const known = new WeakMap<PythonGraph, Map<string, AuditedPackage[]>>();

/** The third-party packages in the closure of a project; undefined without a lock. */
export function packagesOf(facts: ProjectFacts, graph: PythonGraph): AuditedPackage[] | undefined {
  const index = graph.locks.get(facts.environment);
  if (!index) return undefined;
  const ofGraph = known.get(graph) ?? new Map<string, AuditedPackage[]>();
  known.set(graph, ofGraph);
  const before = ofGraph.get(facts.directory);
  if (before) return before;
  const roots = auditStart(facts, index, auditedGroups(facts.environment, graph));
  const { publicIndexes = [] } = facts.options.audit ?? {};
  const sourceOf = sourceReader(facts.environment, index, graph, publicIndexes);
  const packages = reachedPackages(index.lock, roots, sourceOf);
  ofGraph.set(facts.directory, packages);
  return packages;
}
