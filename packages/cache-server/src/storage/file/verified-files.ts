import type { ObjectRecord } from '../object-record.js';
import { type FileIdentity, isRecent, isSameFile, lookedAt } from './file-identity.js';
import type { OpenObject } from './object-source.js';

/** Files that are remembered at one time. */
const mostFiles = 5000;

/** A body that passed its SHA-256, in a file that has not changed since. */
export class VerifiedFile {
  private readAt: number;

  /** @param checksum - CRC-32 of the body */
  constructor(
    private readonly file: FileIdentity,
    readonly record: ObjectRecord,
    private readonly checksum: number,
  ) {
    this.readAt = lookedAt(file);
  }

  isStill(file: FileIdentity): boolean {
    return isSameFile(this.file, file);
  }

  /**
   * Whether the body was read, and right, a moment ago: nothing is to be learned from its bytes then. Never in a file
   * whose changes do not show.
   */
  get isFresh(): boolean {
    return this.file.changed > 0 && isRecent(this.readAt);
  }

  /** Whether a body that was read has this CRC-32. */
  accepts(checksum: number): boolean {
    if (checksum !== this.checksum) return false;
    this.readAt = lookedAt(this.file);
    return true;
  }
}

/**
 * Files whose SHA-256 was verified by this process, each with the CRC-32 of its body. A read of such a file
 * verifies the CRC-32, at a third of the price: it finds what the disk or the memory did to an unchanged
 * file, and any change to a file makes it count as unverified.
 */
export class VerifiedFiles {
  private files = new Map<string, VerifiedFile>();

  /** What an unchanged file holds; undefined when only SHA-256 can tell. */
  find({ name, identity }: OpenObject): VerifiedFile | undefined {
    const known = this.files.get(name);
    return known?.isStill(identity) ? known : undefined;
  }

  /** Notes that the SHA-256 of a body was right. */
  remember(name: string, file: VerifiedFile): void {
    // In the order of their entry: the oldest half goes at once, which costs less than one by one.
    if (this.files.size >= mostFiles) this.files = new Map([...this.files].slice(mostFiles / 2));
    this.files.set(name, file);
  }

  /** Forgets a file that turned out to be wrong. */
  forget(name: string): void {
    this.files.delete(name);
  }
}
