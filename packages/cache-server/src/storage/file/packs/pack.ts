import { closeSync, openSync, statSync } from 'node:fs';
import { hasCode } from '../../../files.js';
import { type FileIdentity, isRecent } from '../file-identity.js';

/** A file that holds many objects, and what is known of it. */
export class Pack {
  /** Bytes of those of its objects that are still wanted, with their headers. */
  liveBytes = 0;
  /** Whether an object was used or dropped since its table was written. */
  isTouched = false;
  /** When that was, in seconds since 1970. */
  tableFrom = 0;
  /** Whether uploads go into it. */
  isActive = false;
  /** Whether it cannot be emptied. */
  isStuck = false;
  /** Open, or undefined. */
  fd: number | undefined;
  private seenAt = Number.NEGATIVE_INFINITY;

  /**
   * @param inode - of its file
   * @param fileBytes - size of it
   */
  constructor(
    readonly number: number,
    readonly path: string,
    private readonly inode: number,
    public fileBytes: number,
  ) {}

  /** Where its table stands. */
  get tablePath(): string {
    return this.path.replace(/\.pack$/, '.table');
  }

  /** Bytes that nothing is to be read from. */
  get deadBytes(): number {
    return this.fileBytes - this.liveBytes;
  }

  /**
   * Whether its file is still there, by a look once a second: whoever deletes one behind the server's back means
   * what is in it.
   */
  isThere(): boolean {
    if (isRecent(this.seenAt)) return true;
    const status = statSync(this.path, { throwIfNoEntry: false });
    if (status?.ino !== this.inode) return false;
    this.seenAt = performance.now();
    return true;
  }

  /** What tells an object in it from others: it does not change, whatever is written behind it. */
  identityAt(offset: number): FileIdentity {
    return { inode: this.inode, size: offset, changed: 0 };
  }

  /** Opens the file for reading; false when there is none. */
  open(): boolean {
    try {
      this.fd ??= openSync(this.path, 'r');
      return true;
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return false;
      throw error;
    }
  }

  close(): void {
    if (this.fd !== undefined) closeSync(this.fd);
    this.fd = undefined;
  }
}
