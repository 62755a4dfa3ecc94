import { createHash } from 'node:crypto';
import { externalName, externalNodes } from '../lock/external-nodes.js';
import type { Lock, LockNode } from '../lock/lock.js';
import { typeCheckers } from '../options/names.js';

/**
 * Tools that run as programs of their own. They stand in the same dependency group as everything
 * else for development, and no other tool's result depends on them.
 */
export const programs = ['ruff', ...typeCheckers] as const;

/** A tool of {@link programs}. */
export type Program = (typeof programs)[number];

/** A dependency group without the programs that a target does not run. */
export interface ReducedGroup {
  /** What stands behind the group's own name, such as ` without mypy, ruff`; empty for all of it. */
  suffix: string;
  requires: string[];
}

/**
 * Leaves out of a group what only other targets run, so that a new version of ruff does not run
 * every test again.
 *
 * @param used - the program the target itself runs, if any
 * @param nameOf - distribution of a lock node
 */
export function reduceGroup(
  group: LockNode,
  used: Program | undefined,
  nameOf: (id: string) => string | undefined,
): ReducedGroup {
  const unused = new Set<string>(programs.filter((program) => program !== used));
  const dropped = group.requires.filter((id) => unused.has(nameOf(id) ?? ''));
  if (dropped.length === 0) return { suffix: '', requires: group.requires };
  const names = [...new Set(dropped.map((id) => nameOf(id)))].sort();
  return {
    suffix: ` without ${names.join(', ')}`,
    requires: group.requires.filter((id) => !dropped.includes(id)),
  };
}

/** The ways in which targets use groups: types with the checker, tests without any program. */
const uses: readonly (Program | undefined)[] = [...typeCheckers, undefined];

/** Name of the node for a lock's group as a target uses it; the group's own where nothing is left out. */
export function groupName(
  group: LockNode,
  used: Program | undefined,
  lock: Lock,
  scope: string,
): string {
  const { suffix } = reduceGroup(group, used, (id) => lock.nodes.get(id)?.name);
  return `${externalName(group, scope)}${suffix}`;
}

/** Nodes and edges of all groups that some target uses in part, beside those of the lock itself. */
export function reducedGroupNodes(lock: Lock, scope: string): ReturnType<typeof externalNodes> {
  const result: ReturnType<typeof externalNodes> = { nodes: {}, edges: [] };
  for (const node of lock.nodes.values()) {
    if (node.kind !== 'group') continue;
    for (const used of uses) {
      const { suffix, requires } = reduceGroup(node, used, (id) => lock.nodes.get(id)?.name);
      const name = `${externalName(node, scope)}${suffix}`;
      if (suffix === '' || result.nodes[name]) continue;
      const data = { packageName: node.name, version: node.version ?? '', hash: node.digest };
      result.nodes[name] = { type: 'lock', name, data };
      for (const id of requires) {
        const target = lock.nodes.get(id);
        if (target) result.edges.push({ source: name, target: externalName(target, scope) });
      }
    }
  }
  return result;
}

/** Name of the node that stands for all of a lock. */
export function wholeLockName(scope: string): string {
  return `nx-signal:lock${scope ? ` (${scope})` : ''}`;
}

/** That node. It has no edges, which would be as many as the lock has packages. */
function wholeLockNode(lock: Lock, scope: string): LockNodes['nodes'] {
  const name = wholeLockName(scope);
  const digest = createHash('sha256');
  for (const node of lock.nodes.values()) digest.update(`${node.id} ${node.digest}\n`);
  const hash = digest.digest('hex').slice(0, 16);
  return {
    [name]: { type: 'lock', name, data: { packageName: lock.file, version: '', hash } },
  };
}

type LockNodes = ReturnType<typeof externalNodes>;

/** Both hooks need them, and a lock seldom changes between graphs. */
const made = new WeakMap<Lock, LockNodes>();

/** All nodes and edges of a lock, as the graph has them. A lock belongs to one scope. */
export function lockNodes(lock: Lock, scope: string): LockNodes {
  const known = made.get(lock);
  if (known) return known;
  const whole = externalNodes(lock, { scope });
  const reduced = reducedGroupNodes(lock, scope);
  const nodes = {
    nodes: { ...whole.nodes, ...reduced.nodes, ...wholeLockNode(lock, scope) },
    edges: [...whole.edges, ...reduced.edges],
  };
  made.set(lock, nodes);
  return nodes;
}
