import {
  discardSpoolFile,
  openSpoolFile,
  openSpoolFileSync,
  type SpoolFile,
} from '../../body/spool-file.js';

/** Fewest and most files that are kept ready. */
const [fewest, most] = [2, 64];

/**
 * Empty temporary files, made before they are needed and deleted after everybody got an answer, in other threads. To
 * make one takes some microseconds, or a millisecond: a file system passes over what was deleted in the last half
 * minute, one by one, to find room for it.
 */
export class PreparedFiles {
  private readonly ready: SpoolFile[] = [];
  private wanted = fewest;
  private isClosed = false;
  /** What is being made or deleted. */
  private readonly underWay = new Set<Promise<void>>();
  private making = 0;

  constructor(private readonly folder: string) {
    this.refill();
  }

  /** A file for the caller alone, who gives it back with {@link discard}. */
  take(): SpoolFile {
    const file = this.ready.pop();
    if (file) return file;
    this.wanted = Math.min(this.wanted + 1, most);
    return openSpoolFileSync(this.folder);
  }

  /** Closes and deletes a file, and sees to the next one. */
  discard(file: SpoolFile): void {
    this.follow(discardSpoolFile(file));
    this.refill();
  }

  /** Deletes what is there; what is still in use is deleted when it is given back. */
  async close(): Promise<void> {
    this.isClosed = true;
    while (this.underWay.size > 0) await Promise.all(this.underWay);
    await Promise.all(this.ready.splice(0).map(discardSpoolFile));
  }

  private refill(): void {
    while (!this.isClosed && this.ready.length + this.making < this.wanted) {
      this.making += 1;
      this.follow(this.make());
    }
  }

  private async make(): Promise<void> {
    try {
      this.ready.push(await openSpoolFile(this.folder));
    } catch {
      // Whoever takes a file will make one, and say what is wrong.
    } finally {
      this.making -= 1;
    }
  }

  private follow(work: Promise<void>): void {
    this.underWay.add(work);
    void work.then(() => this.underWay.delete(work));
  }
}
