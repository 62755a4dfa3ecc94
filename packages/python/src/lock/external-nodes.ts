import type { Lock, LockNode } from './lock.js';

/** A lock node in the form of Nx's project graph. */
export interface ExternalNode {
  type: string;
  name: string;
  data: { packageName: string; version: string; hash: string };
}

/** Directory of the lock relative to the workspace root; empty for the root's own lock. */
export type LockScope = string;

const typeOf = ({ local }: LockNode) => (local ? 'lock' : 'pypi');

/**
 * Name of a node in Nx: `pypi:requests` for what comes from outside, `lock:billing` for what the
 * lock says about a project of the workspace, ` (tools/x)` behind it for a lock below the root.
 */
export function externalName(node: LockNode, scope: LockScope): string {
  return `${typeOf(node)}:${node.id}${scope ? ` (${scope})` : ''}`;
}

/** All nodes of a lock and the edges between them, for Nx to hash along. */
export function externalNodes(
  lock: Lock,
  { scope }: { scope: LockScope },
): { nodes: Record<string, ExternalNode>; edges: { source: string; target: string }[] } {
  const names = new Map(
    [...lock.nodes.values()].map((node) => [node.id, externalName(node, scope)]),
  );
  const nodes: Record<string, ExternalNode> = {};
  const edges: { source: string; target: string }[] = [];
  for (const node of lock.nodes.values()) {
    const name = externalName(node, scope);
    const data = { packageName: node.name, version: node.version ?? '', hash: node.digest };
    nodes[name] = { type: typeOf(node), name, data };
    for (const id of node.requires) {
      const target = names.get(id);
      if (target !== undefined) edges.push({ source: name, target });
    }
  }
  return { nodes, edges };
}
