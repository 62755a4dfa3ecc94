import { existsSync } from 'node:fs';
import { rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Awaitable, whenReady } from '../../awaitable.js';
import type { ReceivedBody } from '../../body/received-body.js';
import { type EvictionLimits, takeVictims, type Victim } from '../../eviction/choose-victims.js';
import { type IndexEntry, LruIndex } from '../../eviction/lru-index.js';
import { hasCode, unlink, utimes } from '../../files.js';
import { type ObjectKey, objectId } from '../object-key.js';
import type { ObjectOrigin, ObjectRecord } from '../object-record.js';
import type { PublishOutcome, Storage, StorageEvents, StoredObject } from '../storage.js';
import { Claims } from './claims.js';
import { DirectWriter } from './direct-writer.js';
import { DiskFlush } from './disk-flush.js';
import { lockFolder } from './folder-lock.js';
import { StoreFolders } from './folders.js';
import { quickBytes } from './object-file.js';
import { ObjectReader, type ReadOutcome, type ReadSettings } from './object-reader.js';
import type { ObjectSource } from './object-source.js';
import { fileSource, readObjectBytes, readObjectRecord } from './open-object.js';
import { Packs } from './packs/packs.js';
import { ownFile } from './packs/place.js';
import { PreparedFiles } from './prepared-files.js';
import { objectPieces, type PublishTools, publishObjectFile } from './publish-object.js';
import { scanFolder } from './scan-folder.js';

/** How a folder is used. */
export interface FileStorageSettings extends ReadSettings {
  folder: string;
  limits: EvictionLimits;
  events: StorageEvents;
}

const secondsNow = () => Math.floor(Date.now() / 1000);
/** How exactly the last use of an object outlives the process. */
const hour = 3600;

/** The part of all bytes that is kept free for what packs take beside their objects. */
const reservedShare = 1 / 8;
/** The part of all bytes that objects may take which are deleted and still in a pack. */
const deadShare = 3 / 32;
/** Limits below this leave no room for packs that are worth it. */
const leastForPacks = 64_000_000;
/** Most bytes of one pack. */
const mostPackBytes = 16 * 1024 * 1024;

/**
 * Objects in one folder, in one process: small ones many to a file, larger ones in files of their own. All there
 * is to know is in the files: the index of what was used when is made anew at every start.
 */
export class FileStorage implements Storage {
  private readonly folders: StoreFolders;
  private readonly index = new LruIndex();
  private readonly reader: ObjectReader;
  private readonly tools: PublishTools;
  private readonly claims = new Claims();
  private readonly packs: Packs | undefined;
  /** Whether an object that is not in the index does not exist. */
  private isIndexed = false;
  private isClosed = false;
  private readonly sweep: NodeJS.Timeout;
  private readonly unlock: () => void;
  /** Settles when everything that was there at the start is known. */
  readonly indexed: Promise<void>;

  constructor(private readonly settings: FileStorageSettings) {
    this.unlock = lockFolder(settings.folder);
    this.folders = new StoreFolders(settings.folder);
    this.folders.prepare();
    this.reader = new ObjectReader(settings);
    this.tools = {
      prepared: new PreparedFiles(this.folders.spool),
      direct: new DirectWriter(settings.memoryBytes),
      disk: new DiskFlush(),
    };
    const { maxBytes } = settings.limits;
    if (maxBytes >= leastForPacks)
      this.packs = new Packs({
        folder: this.folders.packs,
        packBytes: Math.min(Math.floor(maxBytes / 64), mostPackBytes),
        index: this.index,
        disk: this.tools.disk,
        events: settings.events,
      });
    this.indexed = this.buildIndex();
    this.sweep = setInterval(() => this.tidy(), 60_000);
    this.sweep.unref();
  }

  get spoolFolder(): string {
    return this.folders.spool;
  }

  read(key: ObjectKey): Awaitable<StoredObject | undefined> {
    // Its use is noted when its file is looked at again, which is once a second.
    return this.reader.recall(key) ?? this.readFile(key);
  }

  private readFile(key: ObjectKey): Awaitable<StoredObject | undefined> {
    const id = objectId(key);
    const now = secondsNow();
    const before = this.index.touch(id, now);
    if (this.isIndexed && !before) return undefined;
    const source = this.sourceOf(id, before);
    return whenReady(this.reader.read(source, key), (outcome: ReadOutcome) => {
      if (typeof outcome === 'string') return this.failedRead(outcome, id, source, key);
      this.markUsed(source.name, before, now);
      return outcome;
    });
  }

  async describe(key: ObjectKey): Promise<ObjectRecord | undefined> {
    const id = objectId(key);
    return readObjectRecord(this.sourceOf(id, this.index.get(id)), key);
  }

  async exists(key: ObjectKey): Promise<boolean> {
    return this.index.has(objectId(key));
  }

  async publish(body: ReceivedBody, origin: ObjectOrigin): Promise<PublishOutcome> {
    const id = objectId(origin);
    const outcome = await this.claims.claim(id, () => this.store(id, body, origin));
    if (this.index.totalBytes > this.mostBytes) this.evict();
    return outcome;
  }

  private async store(
    id: string,
    body: ReceivedBody,
    origin: ObjectOrigin,
  ): Promise<PublishOutcome> {
    const path = this.folders.objectPath(id);
    if (this.index.has(id) || (!this.isIndexed && existsSync(path))) return 'exists';
    if (await this.storeInPack(id, body, origin)) return 'stored';
    const { outcome, bytes } = await publishObjectFile(path, body, origin, this.tools);
    if (outcome === 'stored') this.index.add(id, bytes, secondsNow(), ownFile);
    return outcome;
  }

  /** False when it has to have a file of its own. */
  private async storeInPack(
    id: string,
    body: ReceivedBody,
    origin: ObjectOrigin,
  ): Promise<boolean> {
    if (body.file || body.size > quickBytes || !this.packs?.isUsable) return false;
    try {
      const { pieces, bytes } = objectPieces(body, origin);
      await this.packs.append(id, pieces, bytes);
      return true;
    } catch (error) {
      this.settings.events.trouble('a pack could not be written', error);
      return false;
    }
  }

  private sourceOf(id: string, entry: IndexEntry | undefined): ObjectSource {
    if (this.packs && entry && entry.place !== ownFile)
      return this.packs.source(entry.place, entry.size);
    return fileSource(this.folders.objectPath(id));
  }

  async check(): Promise<void> {
    await stat(this.folders.objects);
  }

  usage(): { bytes: number; objects: number } {
    return { bytes: this.index.totalBytes, objects: this.index.count };
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearInterval(this.sweep);
    await this.indexed;
    await this.packs?.close();
    await this.tools.prepared.close();
    this.unlock();
  }

  /** How much all objects may take together. */
  private get mostBytes(): number {
    return this.settings.limits.maxBytes * (this.packs ? 1 - reservedShare : 1);
  }

  private async buildIndex(): Promise<void> {
    try {
      await scanFolder(this.folders, this.index, () => this.isClosed);
      this.isIndexed = !this.isClosed;
      this.evict();
    } catch (error) {
      // Reads go on to look into the folder; only eviction is left with what it knows.
      this.settings.events.trouble('the folder could not be read', error);
    }
  }

  private markUsed(path: string, before: IndexEntry | undefined, now: number): void {
    if (before && Math.floor(before.usedAt / hour) === Math.floor(now / hour)) return;
    if (before && before.place !== ownFile) this.packs?.noteUse(before.place);
    // Only for the order after a restart: when it fails, the object counts as older than it is.
    else void utimes(path, now, now).catch(() => undefined);
  }

  private failedRead(
    outcome: 'missing' | 'corrupt',
    id: string,
    source: ObjectSource,
    key: ObjectKey,
  ): Awaitable<undefined> {
    const entry = this.index.get(id);
    this.index.remove(id);
    this.reader.forget(source.name, key);
    return outcome === 'corrupt' ? this.putAside(id, source, entry) : this.drop(entry);
  }

  private async putAside(
    id: string,
    source: ObjectSource,
    entry: IndexEntry | undefined,
  ): Promise<undefined> {
    this.settings.events.corrupt(id);
    const aside = join(this.folders.quarantine, `${id}-${Date.now()}`);
    if (!entry || entry.place === ownFile)
      await rename(source.name, aside).catch((error) => {
        if (!hasCode(error, 'ENOENT')) throw error;
      });
    else {
      const bytes = readObjectBytes(source);
      this.drop(entry);
      if (bytes) await writeFile(aside, bytes, { mode: 0o600 });
    }
  }

  /** Gives up what an object in a pack takes. */
  private drop(entry: IndexEntry | undefined): undefined {
    if (entry && entry.place !== ownFile) this.packs?.drop(entry.place, entry.size);
  }

  private tidy(): void {
    this.settings.buffers.clear();
    this.tools.direct.clear();
    this.packs?.tidy();
    this.evict();
  }

  /** Deletes what is beyond the limits. Whoever reads such an object just now still gets all of it. */
  private evict(): void {
    if (!this.isIndexed || this.isClosed) return;
    const { maxAge, maxBytes } = this.settings.limits;
    const limits = { maxAge, maxBytes: this.mostBytes };
    for (const victim of takeVictims(this.index, limits, secondsNow())) this.delete(victim);
    this.packs?.compact(maxBytes * deadShare);
  }

  private delete({ id, size, cause, place }: Victim): void {
    this.settings.events.evicted(size, cause);
    this.reader.forget(place === ownFile ? this.folders.objectPath(id) : String(place));
    if (place !== ownFile) {
      this.packs?.drop(place, size);
      return;
    }
    unlink(this.folders.objectPath(id)).catch((error) => {
      if (!hasCode(error, 'ENOENT')) this.settings.events.trouble('an eviction failed', error);
    });
  }
}
