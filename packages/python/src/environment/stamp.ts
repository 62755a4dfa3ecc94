/**
 * What an environment was made from. Kept inside the environment itself, so that deleting the one
 * deletes the other.
 */
export interface Stamp {
  /** Version of this format. */
  version: 1;
  /** Arguments of `uv sync`. */
  args: string[];
  /** Content hash of the lock and of every manifest, by path relative to the workspace root. */
  files: Record<string, string>;
  /** Content hash of the native sources of each project that has some, by distribution. */
  native: Record<string, string>;
  /** Text of pyvenv.cfg. */
  interpreter: string;
  /** Modification time of site-packages in milliseconds: it moves when a package comes or goes. */
  installed: number;
}

/** What is to be done to bring an environment up to date. */
export interface SyncNeed {
  sync: boolean;
  /** Distributions whose native code changed, which uv would not notice by itself. */
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
  // In a new environment, too: uv's cached wheel of an editable install lacks what was compiled.
  const rebuild = Object.keys(now.native).filter(
    (name) => before?.native[name] !== now.native[name],
  );
  const same =
    before !== undefined &&
    before.interpreter === now.interpreter &&
    before.installed === now.installed &&
    (unreadable.size > 0 || before.args.join('\0') === now.args.join('\0')) &&
    sameEntries(before.files, now.files, unreadable);
  return { sync: !same || rebuild.length > 0, rebuild };
}

function isStamp(value: unknown): value is Stamp {
  const { version, args, files, native } = Object(value);
  return (
    version === 1 && Array.isArray(args) && Object(files) === files && Object(native) === native
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
