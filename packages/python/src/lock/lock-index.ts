import type { Lock, LockNode } from './lock.js';

/** What one lock offers to all projects of its environment, computed once. */
export interface LockIndex {
  lock: Lock;
  byDistribution: Map<string, LockNode[]>;
  pytestPlugins: string[];
  /** Hash of the lock's text. */
  digest: string;
}

/** Distributions with a pytest entry point that do not require pytest, so the lock does not show it. */
const quietPytestPlugins = new Set([
  'anyio',
  'faker',
  'hypothesis',
  'pyfakefs',
  'respx',
  'typeguard',
]);

/** Sorts a lock's nodes for {@link externalNames}. */
export function indexLock(lock: Lock, digest = ''): LockIndex {
  const byDistribution = new Map<string, LockNode[]>();
  for (const node of lock.nodes.values()) {
    const list = byDistribution.get(node.name);
    if (list) list.push(node);
    else byDistribution.set(node.name, [node]);
  }
  const pytest = new Set((byDistribution.get('pytest') ?? []).map(({ id }) => id));
  const isPlugin = (node: LockNode) =>
    quietPytestPlugins.has(node.name) || node.requires.some((id) => pytest.has(id));
  const pytestPlugins = [...lock.nodes.values()].filter((node) => !node.local && isPlugin(node));
  return { lock, byDistribution, pytestPlugins: pytestPlugins.map(({ id }) => id), digest };
}
