import { discardSpoolFileSync, openSpoolFileSync, type SpoolFile } from '../../body/spool-file.js';

/** Fewest and most files that are kept ready. */
const [fewest, most] = [2, 64];

/**
 * Empty temporary files, made before they are needed and deleted after everybody got an answer. To make or
 * delete a file takes some microseconds, or as long as the file system writes its journal, which is what
 * every upload makes it do: so all this is done when an upload has just been brought to the disk.
 */
export class PreparedFiles {
  private ready: SpoolFile[] = [];
  private used: SpoolFile[] = [];
  private wanted = fewest;
  private isClosed = false;

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

  /** Closes and deletes a file, soon. */
  discard(file: SpoolFile): void {
    this.used.push(file);
    if (this.used.length === 1) setImmediate(() => this.tidy());
  }

  /** Deletes what is there; what is still in use is deleted when it is given back. */
  close(): void {
    this.isClosed = true;
    this.used.push(...this.ready);
    this.ready = [];
    this.tidy();
  }

  private tidy(): void {
    const used = this.used;
    this.used = [];
    for (const file of used) discardSpoolFileSync(file);
    this.refill();
  }

  private refill(): void {
    try {
      while (!this.isClosed && this.ready.length < this.wanted)
        this.ready.push(openSpoolFileSync(this.folder));
    } catch {
      // Whoever takes a file will make one, and say what is wrong.
    }
  }
}
