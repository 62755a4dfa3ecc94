import type { Lock, LockNode } from './lock.js';

/** What one lock offers to all projects of its environment, computed once. */
export interface LockIndex {
  lock: Lock;
  byDistribution: Map<string, LockNode[]>;
  /** Hash of the lock's text. */
  digest: string;
}

/** Sorts a lock's nodes for {@link externalNames}. */
export function indexLock(lock: Lock, digest = ''): LockIndex {
  const byDistribution = new Map<string, LockNode[]>();
  for (const node of lock.nodes.values()) {
    const list = byDistribution.get(node.name);
    if (list) list.push(node);
    else byDistribution.set(node.name, [node]);
  }
  return { lock, byDistribution, digest };
}
