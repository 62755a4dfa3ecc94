import { hash } from 'node:crypto';
import { closeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { type Awaitable, whenReady } from '../../awaitable.js';
import type { BufferPool } from '../../body/buffer-pool.js';
import type { MemoryBudget } from '../../body/memory-budget.js';
import { readFully, readFullySync } from '../../files.js';
import type { ObjectKey } from '../object-key.js';
import { isRecordOf, type ObjectRecord } from '../object-record.js';
import type { StoredObject } from '../storage.js';
import { HotBodies } from './hot-bodies.js';
import { decodeTrailer, quickBytes } from './object-file.js';
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

  /** An object that is in memory, and was a moment ago what its file holds. */
  recall(key: ObjectKey): StoredObject | undefined {
    const hot = this.hot.recall(key);
    return hot && toStored(hot);
  }

  /** The verified object in a file. Not a promise where it takes no waiting: a small file. */
  read(path: string, key: ObjectKey): Awaitable<ReadOutcome> {
    const hot = this.hot.find(key, path);
    if (hot) return toStored(hot);
    const file = openObject(path);
    if (!file) return 'missing';
    const { size } = file.status;
    const { memoryBytes, budget } = this.settings;
    const object =
      size <= memoryBytes && budget.take(size)
        ? this.readWhole(file, key)
        : readLarge(file, key, this.verified);
    return whenReady(object, (each) => each ?? 'corrupt');
  }

  /**
   * Lets go what is known of a file that is no more, or is not what it was.
   *
   * @param key - of its object, where it is known; else its body leaves memory when its file is looked for
   */
  forget(path: string, key?: ObjectKey): void {
    this.verified.forget(path);
    if (key) this.hot.forget(key);
  }

  /** Reads and verifies a file in memory that was reserved for it; closes it. */
  private readWhole(file: OpenFile, key: ObjectKey): Awaitable<StoredObject | undefined> {
    const { fd, path, status } = file;
    const buffer = this.settings.buffers.take(status.size);
    const bytes = buffer.subarray(0, status.size);
    // What was read before is in the system's cache.
    if (status.size <= quickBytes || this.verified.find(path, status))
      return this.takeApart(file, key, buffer, () => readFullySync(fd, bytes));
    return readFully(fd, bytes, 0).then(
      (count) => this.takeApart(file, key, buffer, () => count),
      (error) =>
        this.takeApart(file, key, buffer, () => {
          throw error;
        }),
    );
  }

  /** Verifies what was read; closes the file, and gives back the memory unless it holds the object. */
  private takeApart(
    file: OpenFile,
    key: ObjectKey,
    buffer: Buffer,
    countRead: () => number,
  ): StoredObject | undefined {
    const { size } = file.status;
    const release = (isUnused: boolean) => {
      this.settings.budget.give(size);
      if (isUnused) this.settings.buffers.give(buffer);
    };
    let object: ReadBody | undefined;
    try {
      const found = countRead() === size && this.verify(file, buffer.subarray(0, size));
      object = found && isRecordOf(found.record, key) ? found : undefined;
    } finally {
      closeSync(file.fd);
      if (!object) release(true);
    }
    return (
      object && {
        record: object.record,
        body: { size: object.body.length, bytes: object.body, release },
      }
    );
  }

  private verify(file: OpenFile, bytes: Buffer): ReadBody | undefined {
    const known = this.verified.find(file.path, file.status);
    if (!known) return this.verifyFirst(file, bytes);
    const body = bytes.subarray(0, known.record.size);
    if (!known.isFresh && !known.accepts(crc32(body))) return undefined;
    // Asked for again: worth its memory.
    if (body.length <= quickBytes) this.hot.keep(known.record, file.status, body);
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

/** A body that stays in memory. */
function toStored({ record, body }: ReadBody): StoredObject {
  return { record, body: { size: body.length, bytes: body, release: () => undefined } };
}
