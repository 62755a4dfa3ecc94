import { crc32 } from 'node:zlib';
import { type Awaitable, whenReady } from '../../awaitable.js';
import type { BufferPool } from '../../body/buffer-pool.js';
import type { MemoryBudget } from '../../body/memory-budget.js';
import { readFully, readFullySync } from '../../files.js';
import type { ObjectKey } from '../object-key.js';
import { isRecordOf, type ObjectRecord } from '../object-record.js';
import type { StoredObject } from '../storage.js';
import { HotBodies } from './hot-bodies.js';
import { decodeObject, quickBytes, quickObjectBytes } from './object-file.js';
import type { ObjectSource, OpenObject } from './object-source.js';
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

  /** The verified object at its source. Not a promise where it takes no waiting: a small one. */
  read(source: ObjectSource, key: ObjectKey): Awaitable<ReadOutcome> {
    const hot = this.hot.find(key, source);
    if (hot) return toStored(hot);
    const file = source.open();
    if (!file) return 'missing';
    const { memoryBytes, budget } = this.settings;
    const reserved = file.size <= memoryBytes && budget.take(file.size) ? file.size : 0;
    // To read a small one in pieces would take as much memory.
    const object =
      reserved || file.size <= quickObjectBytes
        ? this.readWhole(file, key, reserved)
        : readLarge(file, key, this.verified);
    return whenReady(object, (each) => each ?? 'corrupt');
  }

  /**
   * Lets go what is known of an object that is no more, or is not what it was.
   *
   * @param name - of its source
   * @param key - where it is known; else its body leaves memory when its file is looked for
   */
  forget(name: string, key?: ObjectKey): void {
    this.verified.forget(name);
    if (key) this.hot.forget(key);
  }

  /**
   * Reads and verifies an object in memory; closes it.
   *
   * @param reserved - how much of the budget is its own
   */
  private readWhole(
    file: OpenObject,
    key: ObjectKey,
    reserved: number,
  ): Awaitable<StoredObject | undefined> {
    const { fd, position, size } = file;
    const memory = { buffer: this.settings.buffers.take(size), reserved };
    const bytes = memory.buffer.subarray(0, size);
    // What was read before is in the system's cache.
    if (size <= quickObjectBytes || this.verified.find(file))
      return this.takeApart(file, key, memory, () => readFullySync(fd, bytes, position));
    return readFully(fd, bytes, position).then(
      (count) => this.takeApart(file, key, memory, () => count),
      (error) =>
        this.takeApart(file, key, memory, () => {
          throw error;
        }),
    );
  }

  /** Verifies what was read; closes the file, and gives back the memory unless it holds the object. */
  private takeApart(
    file: OpenObject,
    key: ObjectKey,
    { buffer, reserved }: { buffer: Buffer; reserved: number },
    countRead: () => number,
  ): StoredObject | undefined {
    const { size } = file;
    const release = (isUnused: boolean) => {
      this.settings.budget.give(reserved);
      if (isUnused) this.settings.buffers.give(buffer);
    };
    let object: ReadBody | undefined;
    try {
      const found = countRead() === size && this.verify(file, buffer.subarray(0, size));
      object = found && isRecordOf(found.record, key) ? found : undefined;
    } finally {
      file.close();
      if (!object) release(true);
    }
    return (
      object && {
        record: object.record,
        body: { size: object.body.length, bytes: object.body, release },
      }
    );
  }

  private verify(file: OpenObject, bytes: Buffer): ReadBody | undefined {
    const known = this.verified.find(file);
    if (!known) return this.verifyFirst(file, bytes);
    const body = bytes.subarray(0, known.record.size);
    if (!known.isFresh && !known.accepts(crc32(body))) return undefined;
    // Asked for again: worth its memory.
    if (body.length <= quickBytes) this.hot.keep(known.record, file.identity, body);
    return { record: known.record, body };
  }

  /** Takes a file apart and verifies its SHA-256; from then on its CRC-32 is known. */
  private verifyFirst(file: OpenObject, bytes: Buffer): ReadBody | undefined {
    const object = decodeObject(bytes);
    if (object) {
      const known = new VerifiedFile(file.identity, object.record, crc32(object.body));
      this.verified.remember(file.name, known);
    }
    return object;
  }
}

/** A body that stays in memory. */
function toStored({ record, body }: ReadBody): StoredObject {
  return { record, body: { size: body.length, bytes: body, release: () => undefined } };
}
