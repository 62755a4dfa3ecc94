import { closure } from '../lock/closure.js';
import type { Lock } from '../lock/lock.js';
import { relativeInside } from '../paths.js';
import type { ProjectFacts } from '../project/facts.js';

/** The extras that projects of an environment offer, by the project's folder as the lock has it. */
export type OfferedExtras = ReadonlyMap<string, readonly string[]>;

type Offering = Pick<ProjectFacts, 'directory' | 'environment' | 'offeredExtras'>;

const known = new WeakMap<readonly Offering[], Map<string, Map<string, readonly string[]>>>();

/** What the projects of an environment offer to those that depend on them. */
export function offeredIn(environment: string, projects: readonly Offering[]): OfferedExtras {
  const all = known.get(projects) ?? new Map<string, Map<string, readonly string[]>>();
  if (!known.has(projects)) {
    known.set(projects, all);
    for (const { directory, environment: own, offeredExtras } of projects) {
      if (offeredExtras.length === 0) continue;
      const offered = all.get(own) ?? new Map<string, readonly string[]>();
      all.set(own, offered.set(relativeInside(directory, own), offeredExtras));
    }
  }
  return all.get(environment) ?? new Map();
}

/** Ids of the extras that are offered by what can be reached from some nodes, also through each other. */
export function offeredBy(lock: Lock, start: readonly string[], offered: OfferedExtras): string[] {
  const found = new Set<string>();
  if (offered.size === 0) return [];
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const id of closure(lock, [...start, ...found])) {
      const { kind, directory } = lock.nodes.get(id) ?? {};
      if (kind !== 'package' || directory === undefined) continue;
      for (const extra of offered.get(directory) ?? []) {
        const part = `${id}[${extra}]`;
        if (lock.nodes.has(part)) found.add(part);
      }
    }
  }
  return [...found].sort();
}
