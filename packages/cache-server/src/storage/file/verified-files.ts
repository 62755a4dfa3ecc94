import type { Stats } from 'node:fs';
import type { ObjectRecord } from '../object-record.js';
import { type FileIdentity, identityOf, isRecent, isSameFile, lookedAt } from './file-identity.js';

/** Files that are remembered at one time. */
const mostFiles = 5000;

/** A body that passed its SHA-256, in a file that has not changed since. */
export class VerifiedFile {
  private readonly file: FileIdentity;
  private readAt: number;

  /** @param checksum - CRC-32 of the body */
  constructor(
    status: Stats,
    readonly record: ObjectRecord,
    private readonly checksum: number,
  ) {
    this.file = identityOf(status);
    this.readAt = lookedAt(this.file);
  }

  isStill(status: Stats): boolean {
    return isSameFile(this.file, status);
  }

  /** Whether the body was read, and right, a moment ago: nothing is to be learned from its bytes then. */
  get isFresh(): boolean {
    return isRecent(this.readAt);
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
  find(path: string, status: Stats): VerifiedFile | undefined {
    const known = this.files.get(path);
    return known?.isStill(status) ? known : undefined;
  }

  /** Notes that the SHA-256 of a body was right. */
  remember(path: string, file: VerifiedFile): void {
    // In the order of their entry: the oldest half goes at once, which costs less than one by one.
    if (this.files.size >= mostFiles) this.files = new Map([...this.files].slice(mostFiles / 2));
    this.files.set(path, file);
  }

  /** Forgets a file that turned out to be wrong. */
  forget(path: string): void {
    this.files.delete(path);
  }
}
