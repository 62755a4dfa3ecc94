import { rootsOf } from '../lock/closure.js';
import { externalName } from '../lock/external-nodes.js';
import type { Lock, LockNode } from '../lock/lock.js';
import type { ProjectFacts } from '../project/facts.js';
import { relativeInside } from '../project/paths.js';
import type { ExternalNames } from '../targets/target-context.js';
import { configNode } from './config-nodes.js';
import { scopeOf } from './environments.js';
import { groupName } from './group-nodes.js';

/** Name of the node for this plugin. */
export const pluginNode = 'nx-signal:plugin';
/** Name of the node for the operating system and processor. */
export const platformNode = 'nx-signal:platform';

/** What one lock offers to all projects of its environment, computed once. */
export interface LockIndex {
  lock: Lock;
  byDistribution: Map<string, LockNode[]>;
  pytestPlugins: string[];
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
export function indexLock(lock: Lock): LockIndex {
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
  return { lock, byDistribution, pytestPlugins: pytestPlugins.map(({ id }) => id) };
}

/** Where a project's installed code starts in its lock: itself, its groups, and the shared groups. */
function projectRoots(
  facts: ProjectFacts,
  lock: Lock,
  sharedGroups: readonly string[],
  extras: readonly string[],
): string[] {
  const directory = relativeInside(facts.directory, facts.environment);
  const own = rootsOf(lock, directory, { groups: facts.groups, extras: [...extras] });
  const shared =
    directory === '.'
      ? []
      : rootsOf(lock, '.', { groups: [...sharedGroups], extras: [], projectItself: false });
  return [...own, ...shared];
}

/** The external nodes that the targets of a project can name. */
export function externalNames(
  facts: ProjectFacts,
  index: LockIndex | undefined,
  sharedGroups: readonly string[],
  extras: readonly string[],
): ExternalNames {
  const scope = scopeOf(facts.environment);
  const named = (ids: readonly string[]) =>
    ids.flatMap((id) => {
      const node = index?.lock.nodes.get(id);
      return node ? [externalName(node, scope)] : [];
    });
  return {
    plugin: pluginNode,
    platform: platformNode,
    distribution: (name) => named((index?.byDistribution.get(name) ?? []).map(({ id }) => id)),
    project: (used) => {
      if (!index) return [];
      const { lock } = index;
      const roots = projectRoots(facts, lock, sharedGroups, extras);
      const nodes = roots.flatMap((id) => lock.nodes.get(id) ?? []);
      return nodes.map((node) =>
        node.kind === 'group' ? groupName(node, used, lock, scope) : externalName(node, scope),
      );
    },
    pytestPlugins: named(index?.pytestPlugins ?? []),
    config: (tool) => configNode(facts, tool).name,
  };
}
