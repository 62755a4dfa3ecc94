import { setImmediate as nextTurn } from 'node:timers/promises';
import { unlink, writeAllSync } from '../../../files.js';
import type { DiskFlush } from '../disk-flush.js';
import { makePack } from './make-pack.js';
import type { Pack } from './pack.js';
import { encodeHeader, headerBytes, type PackEntry } from './pack-format.js';

/** The first pack of a process; each further one is twice as large. A server that is seldom used needs no more. */
const firstBytes = 1024 * 1024;
/** For how long uploads go another way when no pack could be made, in milliseconds. */
const pause = 10_000;

/** How packs are written. */
export interface PackWriterSettings {
  folder: string;
  /** Most bytes of one pack. */
  packBytes: number;
  /** Number of the first pack. */
  nextNumber: number;
  disk: DiskFlush;
  /** Told of a new pack before anything is in it. */
  opened(pack: Pack): void;
  /** Told when a pack takes no more, with what is in it and where that ends. */
  sealed(pack: Pack, entries: readonly PackEntry[], end: number): void;
}

/** An object to be written. */
export interface PackUpload {
  id: string;
  /** Body and record, in pieces. */
  object: readonly Buffer[];
  bytes: number;
  /** Told on the spot when it is on the disk. */
  committed(pack: Pack, offset: number): void;
}

interface Waiting extends PackUpload {
  resolve(): void;
  reject(error: unknown): void;
}

/** The pack that uploads go into. */
interface Active {
  pack: Pack;
  fd: number;
  end: number;
  entries: PackEntry[];
}

/** How much of a pack an object takes. */
export const packedBytes = (bytes: number): number => headerBytes + bytes;

/**
 * Writes objects behind each other. All that are there when the disk is ready for more are brought to it
 * together: it takes as long for sixteen as for one.
 */
export class PackWriter {
  private waiting: Waiting[] = [];
  private active: Active | undefined;
  /** The pack after this one; undefined in it when it could not be made. */
  private next: Promise<Pack | undefined> | undefined;
  private nextNumber: number;
  private nextBytes: number;
  private committing: Promise<void> | undefined;
  private pausedUntil = Number.NEGATIVE_INFINITY;

  constructor(private readonly settings: PackWriterSettings) {
    this.nextNumber = settings.nextNumber;
    this.nextBytes = Math.min(firstBytes, settings.packBytes);
  }

  /** False for some seconds after it failed. */
  get isUsable(): boolean {
    return performance.now() >= this.pausedUntil;
  }

  /**
   * Brings an object to the disk.
   *
   * @throws Error of the system; nothing was stored then
   */
  append(upload: PackUpload): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ ...upload, resolve, reject });
      this.committing ??= this.commitAll();
    });
  }

  /** Waits for what is under way, seals the pack, and deletes the one that was to follow it. */
  async rest(): Promise<void> {
    while (this.committing) await this.committing;
    this.seal();
    const { next } = this;
    this.next = undefined;
    this.pausedUntil = Number.NEGATIVE_INFINITY;
    const pack = await next;
    pack?.close();
    if (pack) await unlink(pack.path).catch(() => undefined);
  }

  private async commitAll(): Promise<void> {
    // Whoever else has an upload ready at this moment comes along.
    await nextTurn();
    while (this.waiting.length > 0) await this.commit();
    this.committing = undefined;
  }

  private async commit(): Promise<void> {
    let batch: Waiting[] = [];
    try {
      const active = await this.findRoom(packedBytes((this.waiting[0] as Waiting).bytes));
      batch = this.takeFitting(active);
      await this.write(active, batch);
    } catch (error) {
      // What a disk kept of a write that failed, nobody knows.
      this.seal();
      this.pausedUntil = performance.now() + pause;
      for (const each of batch.length > 0 ? batch : this.waiting.splice(0)) each.reject(error);
    }
  }

  /** Those at the front of the queue that have room. */
  private takeFitting({ pack, end }: Active): Waiting[] {
    let room = pack.fileBytes - end;
    let count = 0;
    for (const { bytes } of this.waiting) {
      room -= packedBytes(bytes);
      if (room < 0) break;
      count += 1;
    }
    return this.waiting.splice(0, count);
  }

  private async write(active: Active, batch: readonly Waiting[]): Promise<void> {
    const pieces = batch.flatMap(({ id, object, bytes }) => [encodeHeader(id, bytes), ...object]);
    writeAllSync(active.fd, pieces, active.end);
    await this.settings.disk.bring(active.fd, batch.length === 1);
    for (const each of batch) {
      const { id, bytes } = each;
      const offset = active.end;
      active.entries.push({ id, offset, bytes });
      active.end += packedBytes(bytes);
      each.committed(active.pack, offset);
      each.resolve();
    }
  }

  private async findRoom(bytes: number): Promise<Active> {
    const { active } = this;
    // Somebody may have deleted its file.
    if (active?.pack.isThere() && active.end + bytes <= active.pack.fileBytes) return active;
    this.seal();
    let pack = await this.next;
    if (!pack?.isThere()) {
      pack?.close();
      pack = await this.make();
    }
    this.next = this.make().catch(() => undefined);
    pack.isActive = true;
    this.settings.opened(pack);
    this.active = { pack, fd: pack.fd as number, end: 0, entries: [] };
    return this.active;
  }

  private async make(): Promise<Pack> {
    const { folder, packBytes } = this.settings;
    const [bytes, number] = [this.nextBytes, this.nextNumber];
    this.nextBytes = Math.min(bytes * 2, packBytes);
    this.nextNumber += 1;
    try {
      return await makePack(folder, number, bytes);
    } catch (error) {
      // A smaller one may have room.
      this.nextBytes = Math.min(firstBytes, packBytes);
      throw error;
    }
  }

  private seal(): void {
    if (!this.active) return;
    const { pack, entries, end } = this.active;
    this.active = undefined;
    pack.isActive = false;
    this.settings.sealed(pack, entries, end);
  }
}
