import type { Stats } from 'node:fs';
import type { ObjectRecord } from '../object-record.js';

/** Files that are remembered at one time. */
const mostFiles = 5000;

/** What is known of a body that passed its SHA-256. */
export interface VerifiedContent {
  record: ObjectRecord;
  /** CRC-32 of the body. */
  checksum: number;
}

interface Verified extends VerifiedContent {
  inode: number;
  size: number;
  changed: number;
}

/**
 * Files whose SHA-256 was verified by this process and that have not changed since, each with the CRC-32
 * of its body. A read of such a file verifies the CRC-32, at a third of the price: it finds what the
 * disk or the memory did to an unchanged file, and any change to a file makes it count as unverified.
 */
export class VerifiedFiles {
  private files = new Map<string, Verified>();

  /** What an unchanged file holds; undefined when only SHA-256 can tell. */
  contentOf(path: string, status: Stats): VerifiedContent | undefined {
    const file = this.files.get(path);
    if (!file || file.inode !== status.ino) return undefined;
    return file.size === status.size && file.changed === status.ctimeMs ? file : undefined;
  }

  /** Notes that the SHA-256 of a body was right. */
  remember(path: string, status: Stats, content: VerifiedContent): void {
    // In the order of their entry: the oldest half goes at once, which costs less than one by one.
    if (this.files.size >= mostFiles) this.files = new Map([...this.files].slice(mostFiles / 2));
    const { ino, size, ctimeMs } = status;
    this.files.set(path, { ...content, inode: ino, size, changed: ctimeMs });
  }

  /** Forgets a file that turned out to be wrong. */
  forget(path: string): void {
    this.files.delete(path);
  }
}
