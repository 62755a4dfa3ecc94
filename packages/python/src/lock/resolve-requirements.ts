import { idsOf } from './entry-ids.js';
import { groupBy } from './group-by.js';
import type { LockEntry, Requirement } from './lock-entry.js';
import { LockProblem } from './lock-problem.js';

/** An entry and the id of its package node. */
export interface Candidate {
  entry: LockEntry;
  id: string;
}

/** The entries by name, with their ids. */
export function candidatesByName(entries: readonly LockEntry[]): Map<string, Candidate[]> {
  const withIds = [...groupBy(entries, ({ name }) => name)].map(
    ([name, list]): [string, Candidate[]] => {
      const ids = idsOf(list);
      return [name, list.map((entry, index) => ({ entry, id: ids[index] ?? name }))];
    },
  );
  return new Map(withIds);
}

/**
 * The entries a requirement means. Where it leaves open which of several versions, it means all of
 * them: hashing too much is safe, too little is not.
 */
function meantBy({ version, source }: Requirement, candidates: readonly Candidate[]): Candidate[] {
  if (candidates.length === 1) return [...candidates];
  return candidates.filter(
    ({ entry }) =>
      (version === undefined || entry.version === version) &&
      (source === undefined || entry.source === source),
  );
}

/** Ids of the nodes that a requirement leads to; none when the lock has no entry for it. */
export function resolveRequirement(
  requirement: Requirement,
  candidates: ReadonlyMap<string, readonly Candidate[]>,
): string[] {
  const meant = meantBy(requirement, candidates.get(requirement.name) ?? []);
  return meant.flatMap(({ entry, id }) => {
    const known = requirement.extras.filter((extra) => entry.extras.has(extra));
    return known.length > 0 ? known.map((extra) => `${id}[${extra}]`) : [id];
  });
}

/** What to throw when a requirement of `entry` leads nowhere although the format forbids it. */
export function danglingRequirement(entry: LockEntry, { name, version }: Requirement): LockProblem {
  const wanted = version === undefined ? name : `${name} ${version}`;
  const message = `the package \`${entry.name}\` requires \`${wanted}\`, which has no entry`;
  return new LockProblem(message, entry.name);
}
