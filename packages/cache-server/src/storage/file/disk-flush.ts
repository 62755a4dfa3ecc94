import { fdatasyncSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fdatasync } from '../../files.js';

/** A disk that takes less than this, in milliseconds, is quicker than a thread is woken up twice. */
const quick = 1;
/** How much of what is known of the disk the last flush replaces. */
const share = 0.2;

/**
 * Brings files to the disk. Usually in another thread, so that nobody waits for the disk but the upload
 * itself. An upload that is alone, on a disk that proved to be quick, is not handed over: that would
 * take it longer than the disk does.
 */
export class DiskFlush {
  private underWay = 0;
  /** What a flush takes, in milliseconds, lately. Unknown disks are slow. */
  private usual = 10 * quick;

  /** Resolves when the bytes of an open file are on the disk. */
  async flush(fd: number): Promise<void> {
    this.underWay += 1;
    try {
      // Whoever else has an upload ready at this moment gets to say so.
      await nextTurn();
      await this.bring(fd, this.underWay === 1);
    } finally {
      this.underWay -= 1;
    }
  }

  /** {@link flush} for a caller who knows whether the upload is alone. */
  async bring(fd: number, isAlone: boolean): Promise<void> {
    const begin = performance.now();
    if (isAlone && this.usual < quick) fdatasyncSync(fd);
    else await fdatasync(fd);
    this.usual += share * (performance.now() - begin - this.usual);
  }
}
