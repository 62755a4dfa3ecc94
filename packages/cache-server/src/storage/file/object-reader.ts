import { hash } from 'node:crypto';
import { closeSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { BufferPool } from '../../body/buffer-pool.js';
import type { MemoryBudget } from '../../body/memory-budget.js';
import type { ObjectKey } from '../object-key.js';
import { isRecordOf, type ObjectRecord } from '../object-record.js';
import type { StoredObject } from '../storage.js';
import { HotBodies } from './hot-bodies.js';
import { decodeTrailer } from './object-file.js';
import { type OpenFile, openObject } from './open-object.js';
import { readLarge } from './read-large.js';
import { VerifiedFile, VerifiedFiles } from './verified-files.js';

/** How objects are read. */
export interface ReadSettings {
  /** Files up to this many bytes are read into memory, when the budget allows. */
  memoryBytes: number;
  budget: MemoryBudget;
  /** Where memory for them comes from. */
  buffers: BufferPool;
}

/** What a file turned out to be. */
export type ReadOutcome = StoredObject | 'missing' | 'corrupt';

/** Bodies up to this many bytes stay in memory when they are read often. */
const hotBytes = 64 * 1024;

/** A verified body in memory, with its record. */
interface ReadBody {
  record: ObjectRecord;
  body: Buffer;
}

/** Reads objects from files, and verifies each before anything of it can be sent. */
export class ObjectReader {
  private readonly verified = new VerifiedFiles();
  private readonly hot: HotBodies;

  constructor(private readonly settings: ReadSettings) {
    this.hot = new HotBodies(settings.budget);
  }

  /** The verified object in a file. */
  async read(path: string, key: ObjectKey): Promise<ReadOutcome> {
    const known = this.readHot(path, key);
    if (known) return known;
    const file = openObject(path);
    if (!file) return 'missing';
    const { size } = file.status;
    const { memoryBytes, budget } = this.settings;
    const object =
      size <= memoryBytes && budget.take(size)
        ? this.readWhole(file, key)
        : await readLarge(file, key, this.verified);
    if (!object) this.forget(path);
    return object ?? 'corrupt';
  }

  /** Lets go what is known of a file that is no more, or is not what it was. */
  forget(path: string): void {
    this.verified.forget(path);
    this.hot.forget(path);
  }

  /** A body that is in memory, of a file that is still the one it came from. */
  private readHot(path: string, key: ObjectKey): StoredObject | undefined {
    const hot = this.hot.get(path);
    if (!hot || !isRecordOf(hot.record, key)) return undefined;
    const { record, body } = hot;
    return { record, body: { size: body.length, bytes: body, release: () => undefined } };
  }

  /** Reads and verifies a file in memory that was reserved for it; closes it. */
  private readWhole(file: OpenFile, key: ObjectKey): StoredObject | undefined {
    const { size } = file.status;
    const { budget, buffers } = this.settings;
    const buffer = buffers.take(size);
    let object: ReadBody | undefined;
    try {
      const bytes = readInto(buffer, file);
      const found = bytes && this.verify(file, bytes);
      object = found && isRecordOf(found.record, key) ? found : undefined;
    } finally {
      closeSync(file.fd);
      if (!object) {
        budget.give(size);
        buffers.give(buffer);
      }
    }
    if (!object) return undefined;
    const release = (isUnused: boolean) => {
      budget.give(size);
      if (isUnused) buffers.give(buffer);
    };
    return {
      record: object.record,
      body: { size: object.body.length, bytes: object.body, release },
    };
  }

  private verify(file: OpenFile, bytes: Buffer): ReadBody | undefined {
    const known = this.verified.find(file.path, file.status);
    if (!known) return this.verifyFirst(file, bytes);
    const body = bytes.subarray(0, known.record.size);
    if (!known.isFresh && !known.accepts(crc32(body))) return undefined;
    // Asked for again: worth its memory.
    if (body.length <= hotBytes) this.hot.keep(file.path, file.status, known.record, body);
    return { record: known.record, body };
  }

  /** Takes a file apart and verifies its SHA-256; from then on its CRC-32 is known. */
  private verifyFirst(file: OpenFile, bytes: Buffer): ReadBody | undefined {
    const record = decodeTrailer(bytes, bytes.length);
    if (!record) return undefined;
    const body = bytes.subarray(0, record.size);
    if (hash('sha256', body, 'hex') !== record.sha256) return undefined;
    this.verified.remember(file.path, new VerifiedFile(file.status, record, crc32(body)));
    return { record, body };
  }
}

/** The whole file in the buffer; undefined when it is shorter than it was. */
function readInto(buffer: Buffer, { fd, status }: OpenFile): Buffer | undefined {
  let filled = 0;
  while (filled < status.size) {
    const count = readSync(fd, buffer, filled, status.size - filled, filled);
    if (count === 0) return undefined;
    filled += count;
  }
  return buffer.subarray(0, status.size);
}
