import type { Lock } from '../lock.js';
import { readLock } from '../read-lock.js';

/** Each node of a lock with what it requires, as `id → ids`. */
export function graphOf(lock: Lock): Record<string, string[]> {
  return Object.fromEntries([...lock.nodes.values()].map(({ id, requires }) => [id, requires]));
}

/** The graph of a lock's text. */
export function readGraph(file: string, text: string): Record<string, string[]> {
  return graphOf(readLock(file, text));
}

/** Ids of the nodes that two locks do not both have with the same digest, sorted. */
export function movedNodes(before: Lock, after: Lock): string[] {
  const ids = new Set([...before.nodes.keys(), ...after.nodes.keys()]);
  const moved = [...ids].filter(
    (id) => before.nodes.get(id)?.digest !== after.nodes.get(id)?.digest,
  );
  return moved.sort();
}
