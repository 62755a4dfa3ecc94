import { hashWorkspaceFiles } from '../nx-internal.js';
import {
  type FileHashes,
  type FilesApart,
  forgetFiles,
  readApart,
  readDisk,
  readFiles,
} from '../nx-internal-files.js';
import { ignoredFolders } from '../process/ignored-files.js';
import { ruleNames } from './ignore-rules.js';
import { type AskGit, KeptLists } from './kept-lists.js';
import { KnownFolders } from './known-folders.js';
import type { KnownLists } from './own-plugin.js';

/** Files by name, all that there were, and the folders in which others would have to be. */
interface Known {
  folders: KnownFolders;
  /** As they were when the folders were looked at. */
  apart: FilesApart;
}

/** Hashes of all of them, and what git tells where that is known. */
interface FilesNow {
  files: FileHashes;
  lists?: KnownLists | undefined;
}

const haveSameNames = (left: FileHashes, right: FileHashes) =>
  left.size === right.size && [...left.keys()].every((file) => right.has(file));

/** Whether rules about what is ignored are among the files that differ. */
function haveSameRules(left: FileHashes, right: FileHashes): boolean {
  return [...left].every(
    ([file, hash]) =>
      right.get(file) === hash || !ruleNames.has(file.slice(file.lastIndexOf('/') + 1)),
  );
}

/**
 * The files that Nx tracks. Their bytes are read each time they are asked for. Which there are is looked for only where a
 * folder has other names in it than before: in a large workspace that takes longer than reading them.
 */
export class TrackedFiles {
  readonly #root: string;
  #known: Known | undefined;
  /** What Nx has of them, as long as it has looked for no others. */
  #latest: FileHashes | undefined;
  #isWalked = true;
  readonly #lists: KeptLists;

  /** @param askGit - the plugin's own */
  constructor(workspaceRoot: string, askGit: AskGit) {
    this.#root = workspaceRoot;
    this.#lists = new KeptLists(workspaceRoot, askGit);
  }

  /** Reads them, for whatever is asked about files from then on. */
  async read(): Promise<FilesNow> {
    const [known, latest] = [this.#known, this.#latest];
    this.#latest = undefined;
    const isSame = known && latest && known.folders.isSame();
    // Git answers while the files are read.
    const lists = isSame ? this.#lists.find() : undefined;
    const files = isSame ? await readFiles(this.#root, latest) : undefined;
    this.#isWalked = !known || !files || !haveSameRules(known.apart.files, files);
    return this.#isWalked || !files ? { files: await readDisk(this.#root) } : { files, lists };
  }

  /** Makes sure that Nx reads all files where it looks for them again, as it does for a new graph. */
  async beforeGraph(): Promise<void> {
    if (!this.#isWalked) await forgetFiles(this.#root);
  }

  /** Reads them apart from what Nx has read before. */
  readonly readApart = async (): Promise<FileHashes> => {
    const known = this.#known;
    const read = known?.folders.isSame() ? known.apart.readAgain() : undefined;
    if (known && read && haveSameRules(known.apart.files, read)) return read;
    return (await readApart(this.#root)).files;
  };

  /** Looks at which folders there are, for the next time. To be called while nobody waits, and once all is done. */
  async note(): Promise<void> {
    const files = await hashWorkspaceFiles(this.#root);
    const known = this.#known;
    const isKnown =
      known &&
      haveSameNames(known.apart.files, files) &&
      haveSameRules(known.apart.files, files) &&
      known.folders.isSame();
    if (!isKnown) this.#known = await this.#look(files).catch(() => undefined);
    if (this.#known) await this.#lists.note(Boolean(isKnown));
    this.#latest = this.#known && files;
  }

  async #look(files: FileHashes): Promise<Known | undefined> {
    const ignored = (folders: readonly string[]) => ignoredFolders(folders, this.#root);
    const folders = await KnownFolders.read(this.#root, files, ignored);
    const apart = folders && (await readApart(this.#root));
    // What was ignored was asked with the rules that there were before.
    const isSame = apart && haveSameNames(apart.files, files) && haveSameRules(apart.files, files);
    if (!folders || !apart || !isSame) return undefined;
    return { folders, apart };
  }
}
