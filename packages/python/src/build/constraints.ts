import { satisfies } from '@renovatebot/pep440';
import type { Lock, LockNode } from '../lock/lock.js';
import { splitRequirement } from '../project/requirement-parts.js';
import { parseRequirement } from '../project/requirements.js';
import { asStrings, type Table, valueAt } from '../toml/pyproject.js';

/** The one package of a name that a lock takes from an index; undefined where it takes several, or another one. */
function locked(lock: Lock, name: string): (LockNode & { version: string }) | undefined {
  const ids = lock.packagesByName.get(name) ?? [];
  const [node] = ids.length === 1 ? [lock.nodes.get(ids[0] ?? '')] : [];
  if (!node || node.local || node.index === undefined || node.version === undefined) return;
  return { ...node, version: node.version };
}

function allows(requirement: string, version: string): boolean {
  const { specifiers } = splitRequirement(requirement) ?? {};
  // An address is of one version, which is not told.
  if (specifiers === undefined) return false;
  return specifiers === '' || satisfies(version, specifiers, { prereleases: true });
}

/** Names that the workspace constrains itself. */
function constrained(manifests: readonly Table[]): Set<string> {
  const lists = manifests.flatMap((data) =>
    asStrings(valueAt(data, 'tool.uv.build-constraint-dependencies')),
  );
  return new Set(lists.flatMap((text) => parseRequirement(text)?.name ?? []));
}

/**
 * Versions that a build is held to: those of its requirements that the lock has as well, with all that these need
 * there. A requirement that the locked version would not meet is left alone, and so is what the workspace
 * constrains itself.
 *
 * @param requirements - of the build, as the manifest has them
 * @param manifests - of the project and of the folders above it
 */
export function buildConstraints(
  lock: Lock | undefined,
  requirements: readonly string[],
  manifests: readonly Table[],
): string[] {
  if (!lock) return [];
  const own = constrained(manifests);
  const starts = requirements.flatMap((text) => {
    const name = parseRequirement(text)?.name;
    const node = name === undefined || own.has(name) ? undefined : locked(lock, name);
    return node && allows(text, node.version) ? [node.id] : [];
  });
  const reached = new Set(starts);
  for (const id of reached)
    for (const next of lock.nodes.get(id)?.requires ?? []) reached.add(next);
  const names = [...reached].flatMap((id) => lock.nodes.get(id)?.name ?? []);
  const pins = [...new Set(names)].flatMap((name) => {
    const node = own.has(name) ? undefined : locked(lock, name);
    return node ? [`${name}==${node.version}`] : [];
  });
  return pins.sort();
}

/** Requirements of a build that nothing holds to a version: the next build may get another one. */
export function floating(
  requirements: readonly string[],
  pins: readonly string[],
  manifests: readonly Table[],
): string[] {
  const held = new Set([...constrained(manifests), ...pins.map((pin) => pin.split('==')[0])]);
  return requirements.filter((text) => {
    const name = parseRequirement(text)?.name;
    const { specifiers } = splitRequirement(text) ?? {};
    const isExact = specifiers === undefined || /^===?[^*]+$/.test(specifiers);
    return name !== undefined && !held.has(name) && !isExact;
  });
}
