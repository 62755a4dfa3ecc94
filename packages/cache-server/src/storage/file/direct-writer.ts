import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { hasCode, writeSome } from '../../files.js';

/** What length and place of a direct write are multiples of, everywhere. */
const blockBytes = 4096;
/** What the address of memory is a multiple of, at least. */
const addressStep = 16;
/** Bodies that are written at one time; each takes memory of its own. */
const mostBuffers = 8;

/**
 * Writes bodies to the disk past the system's cache. An upload must be on the disk before it is answered, and
 * who knows whether it is ever read; room in the cache can cost more than the disk does. Not every system and
 * file system can do this.
 */
export class DirectWriter {
  /** Memory at addresses that the disk can read from. */
  private free: Buffer[] = [];
  private made = 0;
  private readonly waiting: (() => void)[] = [];
  private isUsable = constants.O_DIRECT !== undefined;

  /** @param mostBytes - size of the largest body */
  constructor(private readonly mostBytes: number) {}

  /**
   * Writes the whole blocks of a body to a file that is empty.
   *
   * @param meanwhile - done while the disk is at work; not called when it is not
   * @returns bytes that were written; the rest, which may be all, is the caller's to write
   */
  async write(
    path: string,
    chunks: readonly Buffer[],
    size: number,
    meanwhile: () => void = () => undefined,
  ): Promise<number> {
    const length = size - (size % blockBytes);
    if (!this.isUsable || length === 0 || length > this.mostBytes) return 0;
    let fd: number | undefined;
    try {
      fd = openSync(path, constants.O_WRONLY | constants.O_DIRECT);
      return await this.writeBlocks(fd, chunks, length, meanwhile);
    } catch (error) {
      if (!hasCode(error, 'EINVAL', 'EOPNOTSUPP')) throw error;
      this.isUsable = false;
      return 0;
    } finally {
      if (fd !== undefined) closeSync(fd);
    }
  }

  /** Leaves memory that nobody uses to the system. */
  clear(): void {
    this.made -= this.free.length;
    this.free = [];
  }

  private async writeBlocks(
    fd: number,
    chunks: readonly Buffer[],
    length: number,
    meanwhile: () => void,
  ): Promise<number> {
    const memory = await this.take(fd);
    try {
      copyInto(memory, chunks, length);
      const writing = writeSome(fd, [memory.subarray(0, length)], 0);
      let written = 0;
      try {
        meanwhile();
      } finally {
        // Until then, the memory is the disk's.
        written = await writing;
      }
      return written - (written % blockBytes);
    } finally {
      this.free.push(memory);
      this.waiting.shift()?.();
    }
  }

  private async take(fd: number): Promise<Buffer> {
    while (this.free.length === 0 && this.made >= mostBuffers)
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    const memory = this.free.pop();
    if (memory) return memory;
    const made = findAligned(Buffer.allocUnsafeSlow(this.mostBytes + blockBytes), fd);
    this.made += 1;
    return made;
  }
}

/**
 * The part of the memory that the disk can read from. Node does not tell addresses, and disks differ in what
 * they can do: so this tries, once for each memory.
 *
 * @throws EINVAL when there is none
 */
function findAligned(memory: Buffer, fd: number): Buffer {
  for (let start = 0; ; start += addressStep)
    try {
      writeSync(fd, memory, start, blockBytes, 0);
      return memory.subarray(start);
    } catch (error) {
      if (!hasCode(error, 'EINVAL') || start + addressStep > blockBytes) throw error;
    }
}

/** Copies the first bytes of a body. */
function copyInto(memory: Buffer, chunks: readonly Buffer[], length: number): void {
  let filled = 0;
  for (const chunk of chunks)
    filled += chunk.copy(memory, filled, 0, Math.min(chunk.length, length - filled));
}
