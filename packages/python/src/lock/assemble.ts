import { digestOf } from './digest.js';
import type { Lock, LockNode } from './lock.js';
import type { LockEntry, Requirement } from './lock-entry.js';
import {
  type Candidate,
  candidatesByName,
  danglingRequirement,
  resolveRequirement,
} from './resolve-requirements.js';

/** Returns the ids that the requirements of an entry lead to. */
type Resolve = (entry: LockEntry, requirements: readonly Requirement[]) => string[];

function resolver(candidates: ReadonlyMap<string, Candidate[]>, strict: boolean): Resolve {
  return (entry, requirements) =>
    requirements.flatMap((requirement) => {
      const ids = resolveRequirement(requirement, candidates);
      if (strict && ids.length === 0) throw danglingRequirement(entry, requirement);
      return ids;
    });
}

function digest(facts: string, requirements: readonly Requirement[]): string {
  return digestOf(
    facts,
    requirements.map(({ text }) => text),
  );
}

function nodesOf({ entry, id }: Candidate, resolve: Resolve): LockNode[] {
  const { name, version, directory, virtual } = entry;
  const make = (
    part: Pick<LockNode, 'id' | 'kind'>,
    facts: string,
    list: readonly Requirement[],
    base: readonly string[] = [],
  ): LockNode => ({
    ...part,
    name,
    version,
    local: directory !== undefined,
    directory,
    ...(virtual ? { virtual } : {}),
    ...(entry.index !== undefined && part.kind === 'package' ? { index: entry.index } : {}),
    digest: digest(facts, list),
    requires: [...new Set([...base, ...resolve(entry, list)])].sort(),
  });
  return [
    make({ id, kind: entry.kind }, entry.facts, entry.requires),
    ...[...entry.extras].map(([extra, list]) =>
      make({ id: `${id}[${extra}]`, kind: 'extra' }, '', list, [id]),
    ),
    ...[...entry.groups].map(([group, list]) =>
      make({ id: `${id}:${group}`, kind: 'group' }, '', list),
    ),
  ];
}

/** How a lock is put together. */
export interface AssembleOptions {
  /** Whether a requirement without an entry is an error: only uv writes every edge of its graph. */
  strict: boolean;
}

/** Turns the entries of a lock into its graph. */
export function assemble(
  { format, file }: Pick<Lock, 'format' | 'file'>,
  entries: readonly LockEntry[],
  { strict }: AssembleOptions,
): Lock {
  const candidates = candidatesByName(entries);
  const resolve = resolver(candidates, strict);
  const lock: Lock = {
    format,
    file,
    nodes: new Map(),
    localByDirectory: new Map(),
    packagesByName: new Map(),
  };
  for (const [name, list] of candidates) {
    const ids = list.filter(({ entry }) => entry.kind === 'package').map(({ id }) => id);
    lock.packagesByName.set(name, ids);
    for (const candidate of list) {
      for (const node of nodesOf(candidate, resolve)) lock.nodes.set(node.id, node);
      const { directory } = candidate.entry;
      if (directory !== undefined) lock.localByDirectory.set(directory, candidate.id);
    }
  }
  return lock;
}
