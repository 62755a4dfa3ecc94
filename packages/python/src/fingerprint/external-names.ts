import { rootsOf } from '../lock/closure.js';
import { externalName } from '../lock/external-nodes.js';
import type { LockNode } from '../lock/lock.js';
import type { LockIndex } from '../lock/lock-index.js';
import { scopeOf } from '../lock/read-locks.js';
import { normalizeName } from '../normalize-name.js';
import { type Program, programs } from '../options/names.js';
import { relativeInside } from '../paths.js';
import type { SharedParts } from '../project/dependency-groups.js';
import type { ProjectFacts } from '../project/facts.js';
import { configNodeName, namesNodeName } from './config-nodes.js';
import { groupName, wholeLockName } from './group-nodes.js';
import { type OfferedExtras, offeredBy } from './offered-extras.js';
import type { ExternalNames } from './target-context.js';

/** Name of the node for this plugin. */
export const pluginNode = 'nx-signal:plugin';
/** Name of the node for the operating system and processor. */
export const platformNode = 'nx-signal:platform';

/** Name of the node for what decides how findings of the audit are judged. */
export function auditPolicyName({ directory }: Pick<ProjectFacts, 'directory'>): string {
  return `python-config:audit of ${directory}`;
}

/** Name of the node for the text of an environment's lock, which the tasks compare with what they find. */
export function lockFileNode(environment: string): string {
  return `nx-signal:lock of ${environment}`;
}

/** Name of the node for the version of ruff that is pinned for an environment. */
export function pinnedNode(environment: string): string {
  return `nx-signal:ruff of ${environment}`;
}

/** Name of the node for a project's own entry in the lock of its environment; undefined where it has none. */
export function lockEntry(
  { directory, environment }: Pick<ProjectFacts, 'directory' | 'environment'>,
  locks: ReadonlyMap<string, LockIndex>,
): string | undefined {
  const lock = locks.get(environment)?.lock;
  const id = lock?.localByDirectory.get(relativeInside(directory, environment));
  const node = id === undefined ? undefined : lock?.nodes.get(id);
  return node && externalName(node, scopeOf(environment));
}

const nothingOffered: OfferedExtras = new Map();

/**
 * Where a project's installed code starts in uv's lock: itself, its groups, the shared groups, and what
 * those it depends on have installed beside their dependencies.
 */
function uvRoots(
  facts: ProjectFacts,
  { lock }: LockIndex,
  parts: SharedParts | undefined,
  offered: OfferedExtras = nothingOffered,
): LockNode[] {
  const directory = relativeInside(facts.directory, facts.environment);
  const own = rootsOf(lock, directory, facts);
  const { groups, extras } = parts ?? { groups: [], extras: [] };
  // An extra of a root that is a project brings that project along.
  const projectItself = extras.length > 0;
  const shared = directory === '.' ? [] : rootsOf(lock, '.', { groups, extras, projectItself });
  const roots = [...own, ...shared];
  const ids = new Set([...roots, ...offeredBy(lock, roots, offered)]);
  return [...ids].flatMap((id) => lock.nodes.get(id) ?? []);
}

/**
 * The same for formats that have no entry for the project itself: all that it declares, whatever
 * group or extra it stands in, but for programs that the target does not run.
 */
function declaredRoots(
  { declared }: ProjectFacts,
  { byDistribution }: LockIndex,
  used: Program | undefined,
): LockNode[] {
  const unused = new Set<string>(programs.filter((program) => program !== used));
  return [...declared.names]
    .filter((name) => !unused.has(name))
    .flatMap((name) => byDistribution.get(name) ?? []);
}

/** Ids of the nodes where the closure of a project's tests starts, but for pytest itself. */
export function closureStart(
  facts: ProjectFacts,
  index: LockIndex,
  shared: SharedParts | undefined,
  offered?: OfferedExtras,
): string[] {
  const nodes =
    index.lock.format === 'uv'
      ? uvRoots(facts, index, shared, offered)
      : [...facts.declared.names].flatMap((name) => index.byDistribution.get(name) ?? []);
  return nodes.map(({ id }) => id);
}

/**
 * Ids of the nodes where the closure of a project's audit starts: all that the lock holds for the project,
 * whether it is installed here or not. Groups of the environment's root belong to whoever audits that.
 *
 * @param sharedGroups - of a root that is no project; none where it audits itself
 */
export function auditStart(
  facts: ProjectFacts,
  { lock, byDistribution }: LockIndex,
  sharedGroups: readonly string[],
): string[] {
  if (lock.format !== 'uv') {
    return [...facts.declared.names].flatMap((name) =>
      (byDistribution.get(name) ?? []).map(({ id }) => id),
    );
  }
  const directory = relativeInside(facts.directory, facts.environment);
  const own = lock.localByDirectory.get(directory);
  const parts = [...lock.nodes.keys()].filter(
    (id) => id === own || id.startsWith(`${own}[`) || id.startsWith(`${own}:`),
  );
  return [
    ...(own === undefined ? [] : parts),
    ...rootsOf(lock, '.', { groups: sharedGroups, extras: [], projectItself: false }),
  ];
}

/**
 * The external nodes that the targets of a project can name.
 *
 * @param isPinned - whether there is a {@link pinnedNode} for its environment
 * @param offered - extras that its siblings have installed for whoever depends on them
 */
export function externalNames(
  facts: ProjectFacts,
  index: LockIndex | undefined,
  shared: SharedParts | undefined,
  auditedGroups: readonly string[] = [],
  isPinned = false,
  offered?: OfferedExtras,
): ExternalNames {
  const scope = scopeOf(facts.environment);
  const named = (ids: readonly string[]) =>
    ids.flatMap((id) => {
      const node = index?.lock.nodes.get(id);
      return node ? [externalName(node, scope)] : [];
    });
  const imageRoots = (wantedExtras: readonly string[], groups: readonly string[]) => {
    if (index?.lock.format !== 'uv') {
      return index
        ? declaredRoots(facts, index, undefined).map((node) => externalName(node, scope))
        : [];
    }
    const directory = relativeInside(facts.directory, facts.environment);
    const parts = {
      extras: wantedExtras.map(normalizeName),
      groups: groups.map(normalizeName),
    };
    return named(rootsOf(index.lock, directory, parts));
  };
  return {
    plugin: pluginNode,
    platform: platformNode,
    distribution: (name) => named((index?.byDistribution.get(name) ?? []).map(({ id }) => id)),
    pinned: isPinned ? [pinnedNode(facts.environment)] : [],
    project: (used) => {
      if (!index) return [];
      if (index.lock.format !== 'uv') {
        return declaredRoots(facts, index, used).map((node) => externalName(node, scope));
      }
      return uvRoots(facts, index, shared, offered).map((node) =>
        node.kind === 'group'
          ? groupName(node, used, index.lock, scope)
          : externalName(node, scope),
      );
    },
    image: imageRoots,
    prunable: index?.lock.format === 'uv',
    everything: index ? [wholeLockName(scope)] : [],
    audited: index ? named(auditStart(facts, index, auditedGroups)) : [],
    auditPolicy: auditPolicyName(facts),
    config: (tool) => configNodeName(facts, tool),
    names: namesNodeName(facts),
  };
}
