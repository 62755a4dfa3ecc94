import { lstatSync, readdirSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { withAncestors } from '../paths.js';
import { ruleAt, ruleNames, rulesAround, rulesOfRepository } from './ignore-rules.js';

/** What tells a folder with other names in it from the one that was read. */
interface Marks {
  dev: bigint;
  ino: bigint;
  mtimeNs: bigint;
  ctimeNs: bigint;
}

interface Folder {
  path: string;
  /** All that is in it, each with its kind. */
  names: string;
  /** Taken before the names were read; undefined where they are to be read again each time. */
  marks: Marks | undefined;
}

/** Numbers of file systems of Linux that note the time of each change in a folder by themselves. */
const timed = new Set([
  0xef53, // ext2, ext3, ext4
  0x58465342, // xfs
  0x9123683e, // btrfs
  0xf2f52010, // f2fs
  0x2fc12fc1, // zfs
  0x01021994, // tmpfs
  0x794c7630, // overlayfs
]);

/** Whether the times of folders tell all changes, by devices. */
type TimedDevices = Map<bigint, boolean>;

function isTimed(path: string, device: bigint, devices: TimedDevices): boolean {
  const known = devices.get(device);
  if (known !== undefined) return known;
  const found = process.platform === 'linux' && timed.has(statfsSync(path).type);
  devices.set(device, found);
  return found;
}

/** Nanoseconds in which two changes may have the same time, and clocks may differ. */
const tick = 2_000_000_000n;

const marksOf = (path: string): Marks | undefined =>
  lstatSync(path, { bigint: true, throwIfNoEntry: false });

/** Marks that a later change of the folder is sure to alter: the last one was a while before they were taken. */
function settled(
  path: string,
  marks: Marks,
  now: number,
  devices: TimedDevices,
): Marks | undefined {
  const isOld = marks.ctimeNs + tick < BigInt(now) * 1_000_000n;
  const { dev, ino, mtimeNs, ctimeNs } = marks;
  return isOld && isTimed(path, dev, devices) ? { dev, ino, mtimeNs, ctimeNs } : undefined;
}

const areSame = (left: Marks, right: Marks) =>
  left.ctimeNs === right.ctimeNs &&
  left.mtimeNs === right.mtimeNs &&
  left.ino === right.ino &&
  left.dev === right.dev;

/** What Nx passes over by its name, whatever is ignored. */
const passedOver = /(?:^|\/)(?:node_modules|\.git|\.nx\/(?:cache|workspace-data)|\.yarn\/cache)$/;

/** A folder as it is now, and the folders in it; undefined if it is gone. */
function readFolder(
  root: string,
  path: string,
  devices: TimedDevices,
): { folder: Folder; inside: string[] } | undefined {
  const full = join(root, path);
  const now = Date.now();
  const marks = marksOf(full);
  if (!marks) return undefined;
  const entries = readdirSync(full, { withFileTypes: true });
  const isFolder = new Set(entries.filter((entry) => entry.isDirectory()));
  const kind = (entry: (typeof entries)[number]) =>
    isFolder.has(entry) ? '/' : entry.isFile() ? '' : entry.isSymbolicLink() ? '@' : '?';
  const names = entries.map((entry) => entry.name + kind(entry)).sort();
  const inside = [...isFolder].map(({ name }) => (path === '.' ? name : `${path}/${name}`));
  const folder = { path, names: names.join('\0'), marks: settled(full, marks, now, devices) };
  return { folder, inside: inside.filter((one) => !passedOver.test(one)) };
}

/** Tells which of some folders are ignored as a whole, by rules that Nx has, too; undefined where nobody knows. */
export type IgnoredFolders = (
  folders: readonly string[],
) => Promise<ReadonlySet<string> | undefined>;

/** So many are not looked at for each question: something that is not ignored, and should be. */
const mostFolders = 100_000;

/**
 * All folders of a workspace in which Nx looks for files, with the names that are in them. While they are the same, and
 * the rules about what is ignored as well, Nx would find the same files: whatever is in those.
 */
export class KnownFolders {
  readonly #root: string;
  readonly #folders: Folder[] = [];
  readonly #devices: TimedDevices = new Map();
  /** Rules around and inside, each to be read again, as they were before anything was asked that goes by them. */
  readonly #rules: { read: () => string; before: string }[] = [];

  private constructor(root: string) {
    this.#root = root;
    this.#heed(() => rulesAround(root));
  }

  /**
   * Reads them. Nx's files are to be listed afterwards: what comes between is noticed then.
   *
   * @param files - what Nx has listed before; folders with some of them are not ignored
   * @returns undefined where a rule may take back what another one says, and where nobody knows what is ignored
   */
  static async read(
    root: string,
    files: ReadonlyMap<string, string>,
    ignored: IgnoredFolders,
  ): Promise<KnownFolders | undefined> {
    const found = new KnownFolders(root);
    const holding = new Set([...files.keys()].flatMap((file) => withAncestors(file).slice(1)));
    for (let level = ['.']; level.length > 0; ) {
      const inside = level.flatMap((path) => found.#add(path, files));
      const passed = await ignored(inside.filter((path) => !holding.has(path)));
      if (!passed || found.#folders.length > mostFolders) return undefined;
      level = inside.filter((path) => !passed.has(path));
    }
    return found.#rules.some(({ before }) => takesBack(before)) ? undefined : found;
  }

  #heed(read: () => string): void {
    this.#rules.push({ read, before: read() });
  }

  #add(path: string, files: ReadonlyMap<string, string>): string[] {
    const read = readFolder(this.#root, path, this.#devices);
    if (!read) return [];
    this.#folders.push(read.folder);
    for (const entry of read.folder.names.split('\0')) {
      // Rules may be behind a link.
      const name = entry.replace(/@$/, '');
      const full = join(this.#root, path, name);
      const isListed = files.has(path === '.' ? name : `${path}/${name}`);
      // Of what Nx lists there is a hash; but rules of some kinds are looked at more closely.
      if (ruleNames.has(name) && (name !== '.gitignore' || !isListed))
        this.#heed(() => ruleAt(full));
      if (/^\.git\/?$/.test(name))
        this.#heed(() => rulesOfRepository(join(this.#root, path, '.git')).join('\n'));
    }
    return read.inside;
  }

  /** Whether Nx would find the same files. */
  isSame(): boolean {
    try {
      return (
        this.#rules.every(({ read, before }) => read() === before) &&
        this.#folders.every((folder) => this.#isUnchanged(folder))
      );
    } catch {
      return false;
    }
  }

  #isUnchanged(folder: Folder): boolean {
    const marks = folder.marks && marksOf(join(this.#root, folder.path));
    if (marks && folder.marks && areSame(marks, folder.marks)) return true;
    const read = readFolder(this.#root, folder.path, this.#devices);
    if (read?.folder.names !== folder.names) return false;
    folder.marks = read.folder.marks;
    return true;
  }
}

/** Whether one of the rules of the more important kinds takes back what others ignore. */
function takesBack(rules: string): boolean {
  return rules
    .split('\n')
    .some((rule) => /[\\/]\.(?:nx)?ignore",/.test(rule) && /(?:"|\\n)\s*!/.test(rule));
}
