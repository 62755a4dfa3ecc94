import { assemble } from '../../lock/assemble.js';
import { closure, rootsOf } from '../../lock/closure.js';
import type { Lock } from '../../lock/lock.js';
import type { LockEntry } from '../../lock/lock-entry.js';
import { candidatesByName } from '../../lock/resolve-requirements.js';
import type { Table } from '../../lock/toml-values.js';
import { readUvLock } from '../../lock/uv-lock.js';
import { normalizeName } from '../../normalize-name.js';

/** What of a project an image may install. */
export interface ImageParts {
  /** Folder of the project, relative to the lock's. */
  directory: string;
  /** Extras of it. */
  extras: readonly string[];
  /** Dependency groups of it. */
  groups: readonly string[];
}

/** What an entry of the lock contributes to an image. */
export interface KeptEntry {
  /** Its place among the lock's packages. */
  index: number;
  entry: LockEntry;
  /** Normalised names. */
  extras: ReadonlySet<string>;
  groups: ReadonlySet<string>;
}

function keptParts(lock: Lock, reached: ReadonlySet<string>, id: string, entry: LockEntry) {
  const named = (names: Iterable<string>, idOf: (name: string) => string) =>
    new Set([...names].filter((name) => reached.has(idOf(name)) && lock.nodes.has(idOf(name))));
  return {
    extras: named(entry.extras.keys(), (extra) => `${id}[${extra}]`),
    groups: named(entry.groups.keys(), (group) => `${id}:${group}`),
  };
}

/**
 * The entries of a uv.lock that an image of one project can install, in the order of the lock; none
 * when the lock does not know the project.
 *
 * @param data - the lock, parsed
 */
export function imageClosure(data: Table, parts: ImageParts): KeptEntry[] {
  const entries = readUvLock(data);
  const lock = assemble({ format: 'uv', file: 'uv.lock' }, entries, { strict: true });
  const roots = rootsOf(lock, parts.directory, {
    extras: parts.extras.map(normalizeName),
    groups: parts.groups.map(normalizeName),
  });
  const reached = closure(lock, roots);
  const ids = new Map(
    [...candidatesByName(entries).values()].flat().map(({ entry, id }) => [entry, id]),
  );
  return entries.flatMap((entry, index) => {
    const id = ids.get(entry) ?? entry.name;
    if (!reached.has(id)) return [];
    return [{ index, entry, ...keptParts(lock, reached, id, entry) }];
  });
}
