import { groupBy } from '../lock/group-by.js';
import type { LockEntry, LockOrigin } from '../lock/lock-entry.js';
import type { Installed, Origin } from './distributions.js';
import { isSameVersion } from './same-version.js';

/** A distribution that is not what the lock says. Both sides in words, for people. */
export interface LockMismatch {
  name: string;
  locked: string;
  installed: string;
}

/** Which distributions some projects ask for. */
export interface Wanted {
  /** All that they declare, whatever group, extra or marker it stands behind. */
  names: ReadonlySet<string>;
  /** What they declare without any condition. */
  certain: ReadonlySet<string>;
}

/** Whether a folder that a lock names is one that an environment names. */
export type SameFolder = (locked: string, installed: string) => boolean;

type Entries = ReadonlyMap<string, readonly LockEntry[]>;

function requirementsOf({ requires, extras, groups }: LockEntry): string[] {
  const lists = [requires, ...extras.values(), ...groups.values()];
  return lists.flat().map(({ name }) => name);
}

/** What is required without condition; of a name that the lock forks on, nobody knows which. */
function certainOf(list: readonly LockEntry[]): string[] {
  const [entry] = list;
  if (list.length !== 1 || entry?.kind !== 'package' || entry.conditional) return [];
  return entry.requires.filter(({ conditional }) => !conditional).map(({ name }) => name);
}

function reach(
  names: Iterable<string>,
  next: (list: readonly LockEntry[]) => readonly string[],
  entries: Entries,
): Set<string> {
  const reached = new Set<string>();
  const pending = [...names];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    pending.push(...next(entries.get(name) ?? []));
  }
  return reached;
}

const fileName = (url: string) => url.replace(/[?#].*$/, '').slice(url.lastIndexOf('/') + 1);

function isSameOrigin(locked: LockOrigin, installed: Origin | undefined): boolean {
  // A variable in it, as PDM writes, or nothing to compare with.
  if (locked.url.includes('${')) return true;
  if (locked.kind === 'archive') {
    return installed?.kind === 'archive' && fileName(installed.url) === fileName(locked.url);
  }
  if (installed?.kind !== 'vcs') return false;
  return locked.commit === undefined || installed.commit === locked.commit;
}

function fits(entry: LockEntry, found: Installed, sameFolder: SameFolder): boolean {
  const { origin } = found;
  if (entry.directory !== undefined) {
    return origin?.kind === 'folder' && sameFolder(entry.directory, origin.path);
  }
  if (entry.version !== undefined && !isSameVersion(entry.version, found.version)) return false;
  if (entry.origin) return isSameOrigin(entry.origin, origin);
  // Some installers take the file of an index by its address.
  return origin === undefined || origin.kind === 'archive';
}

function describeEntry({ version, directory, origin }: LockEntry): string {
  if (directory !== undefined) return `the folder ${directory}`;
  const from = origin?.kind === 'vcs' ? ` at ${origin.commit ?? origin.url}` : '';
  return `${version ?? origin?.url ?? 'some version'}${from}`;
}

function describeInstalled({ version, origin }: Installed, isAlike: boolean): string {
  if (origin?.kind === 'folder') return `the folder ${origin.path}`;
  if (origin?.kind === 'vcs') return `${version} at ${origin.commit}`;
  if (!isAlike) return version;
  return `${version} ${origin ? `from ${origin.url}` : 'from an index'}`;
}

function mismatch(
  name: string,
  list: readonly LockEntry[],
  found: Installed | undefined,
): LockMismatch {
  const locked = list.map(describeEntry).join(' or ');
  const isAlike = list.some(({ version }) => version === found?.version);
  return { name, locked, installed: found ? describeInstalled(found, isAlike) : 'nothing' };
}

/**
 * Compares what is installed with a lock: version and source of everything in the closure of some
 * projects. What is not installed counts only where no marker, extra or group can have left it out.
 */
export function compareWithLock(
  list: readonly LockEntry[],
  installed: readonly Installed[],
  wanted: Wanted,
  sameFolder: SameFolder,
): LockMismatch[] {
  const entries = groupBy(list, ({ name }) => name);
  const present = new Map(installed.map((found) => [found.name, found]));
  const closure = reach(wanted.names, (found) => found.flatMap(requirementsOf), entries);
  const certain = reach(wanted.certain, certainOf, entries);
  const result: LockMismatch[] = [];
  for (const [name, candidates] of entries) {
    if (candidates[0]?.kind !== 'package') continue;
    const found = present.get(name);
    const isMissing =
      !found && certain.has(name) && candidates.length === 1 && !candidates[0]?.conditional;
    const differs =
      found && closure.has(name) && !candidates.some((entry) => fits(entry, found, sameFolder));
    if (isMissing || differs) result.push(mismatch(name, candidates, found));
  }
  return result;
}
