import type { Lock } from './lock.js';

/** All nodes that can be reached from `roots`, themselves included. Ids the lock lacks are skipped. */
export function closure(lock: Lock, roots: readonly string[]): Set<string> {
  const reached = new Set<string>();
  const pending = [...roots];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    const node = lock.nodes.get(id);
    if (!node || reached.has(id)) continue;
    reached.add(id);
    pending.push(...node.requires);
  }
  return reached;
}

/** Which parts of a local project are meant. Names are PEP 503-normalised. */
export interface ProjectParts {
  extras: readonly string[];
  groups: readonly string[];
  /** False for `uv sync --only-group`: the groups alone. Default: true. */
  projectItself?: boolean | undefined;
}

/**
 * Ids where the closure of the project in `directory` (relative to the lock's) starts: itself, the
 * extras and the groups named. An extra or a group without requirements has no node and no root.
 *
 * A workspace root that is no project stands for all members: with `projectItself`, their groups of
 * the same names come along, as `uv sync` has it.
 */
export function rootsOf(lock: Lock, directory: string, parts: ProjectParts): string[] {
  const id = lock.localByDirectory.get(directory);
  if (id === undefined) return [];
  const { extras, groups, projectItself = true } = parts;
  const own = projectItself ? [id, ...extras.map((extra) => `${id}[${extra}]`)] : [];
  const members = projectItself && id === '.' ? (lock.nodes.get(id)?.requires ?? []) : [];
  const owners = [id, ...members];
  const inGroups = groups.flatMap((group) => owners.map((owner) => `${owner}:${group}`));
  return [...own, ...inGroups].filter((root) => lock.nodes.has(root));
}

/**
 * Ids where the closure of a list of requirements starts, for formats that hold no entry for the
 * project itself. Every locked version of a name is a root. Names the lock lacks have none: their
 * marker may hold nowhere.
 */
export function rootsForRequirements(
  lock: Lock,
  requirements: readonly { name: string; extras: readonly string[] }[],
): string[] {
  const roots = requirements.flatMap(({ name, extras }) =>
    (lock.packagesByName.get(name) ?? []).flatMap((id) => [
      id,
      ...extras.map((extra) => `${id}[${extra}]`).filter((extra) => lock.nodes.has(extra)),
    ]),
  );
  return [...new Set(roots)];
}
