import type { BuiltSources, LocalSource } from './local-sources.js';
import { covers, type Selection } from './selection.js';

/**
 * What an environment was made from. Kept inside the environment itself, so that deleting the one
 * deletes the other.
 */
export interface Stamp {
  /** Version of this format. */
  version: 4;
  /** What it was made for. */
  selection: Selection;
  /** Distributions of that from folders of this machine; undefined where it holds all members. */
  members?: readonly string[] | undefined;
  /** The tools among what it was made for; undefined where it holds nothing else than that. */
  tools?: readonly string[] | undefined;
  /**
   * Packages that the lock has replaced by others of the same version while the environment was not made
   * for them: uv would not see that what is left of them is old.
   */
  pending: readonly string[];
  /** Content hash of the lock and of every manifest, by path relative to the workspace root. */
  files: Record<string, string>;
  /** What the lock says of each package that is not from this machine, by name and version. */
  locked: Record<string, string>;
  /** What was built out of local sources that do not show through, by distribution. */
  sources: Record<string, BuiltSources>;
  /** The distributions that the environment holds from folders of this machine. */
  local: LocalSource[];
  /** Text of pyvenv.cfg. */
  interpreter: string;
  /** Modification time of site-packages in milliseconds: it moves when a package comes or goes. */
  installed: number;
}

/** What is to be done to bring an environment up to date. */
export interface SyncNeed {
  sync: boolean;
  /**
   * Distributions that have to be installed again, which uv would not notice by itself: it looks at the
   * sources of few, and of all others at the version alone.
   */
  rebuild: string[];
}

function sameEntries(
  before: Record<string, string>,
  now: Record<string, string>,
  ignored: ReadonlySet<string>,
): boolean {
  const names = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...names].every((name) => ignored.has(name) || before[name] === now[name]);
}

/** Whether sources are those that were built, and what the build made of them is as it left it. */
function isBuilt(before: BuiltSources | undefined, now: BuiltSources): boolean {
  return before?.digest === now.digest && sameEntries(before.made, now.made, new Set());
}

/** Packages that the lock takes from elsewhere than before, or whose files it knows by other hashes. */
function replaced(before: Stamp | undefined, now: Stamp): string[] {
  const isOther = ([key, digest]: [string, string]) => {
    const known = before?.locked[key];
    return known !== undefined && known !== digest;
  };
  return Object.entries(now.locked)
    .filter(isOther)
    .map(([key]) => key.slice(0, key.indexOf('@')));
}

/**
 * Compares what an environment was made from with what it should be made from.
 *
 * @param before - undefined when there is no environment, or none that was made here
 * @param unreadable - manifests that cannot be read: they leave the environment as it was, so that a
 *   typing mistake in one project's pyproject.toml does not stop the others
 */
export function compareStamps(
  before: Stamp | undefined,
  now: Stamp,
  unreadable: ReadonlySet<string> = new Set(),
): SyncNeed {
  // Anew in a new environment, too: uv's cached wheel may be of older sources, and lacks what the build
  // left beside them. And when somebody else has installed something, nobody knows from which sources.
  const isTouched = before?.installed !== now.installed;
  const built = Object.entries(now.sources)
    .filter(([name, sources]) => isTouched || !isBuilt(before?.sources[name], sources))
    .map(([name]) => name);
  const changed = [...built, ...replaced(before, now)];
  const same =
    before !== undefined &&
    before.interpreter === now.interpreter &&
    before.installed === now.installed &&
    covers(before.selection, now.selection) &&
    sameEntries(before.files, now.files, unreadable);
  const rebuild = [...new Set([...changed, ...(before?.pending ?? [])])];
  return { sync: !same || changed.length > 0, rebuild };
}

/**
 * Whether the lock and the manifests are those that an environment was made from.
 *
 * @param files - their hashes, and no others
 * @param unreadable - those of them that do not count
 */
export function isOfSameFiles(
  before: Stamp | undefined,
  files: Stamp['files'],
  unreadable: ReadonlySet<string>,
): boolean {
  return Object.entries(files).every(
    ([file, digest]) => unreadable.has(file) || before?.files[file] === digest,
  );
}

function isStamp(value: unknown): value is Stamp {
  const { version, selection, pending, files, locked, sources, local } = Object(value);
  return (
    version === 4 &&
    Array.isArray(Object(selection).groups) &&
    Array.isArray(pending) &&
    Array.isArray(local) &&
    Object(files) === files &&
    Object(locked) === locked &&
    Object(sources) === sources
  );
}

/** Reads a stamp's text; undefined when it is damaged or of another version. */
export function parseStamp(text: string): Stamp | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isStamp(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
