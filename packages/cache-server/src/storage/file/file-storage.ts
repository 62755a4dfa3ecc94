import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type Awaitable, whenReady } from '../../awaitable.js';
import { MemoryBudget } from '../../body/memory-budget.js';
import type { ReceivedBody } from '../../body/received-body.js';
import { withRoom } from '../../body/with-room.js';
import { type EvictionLimits, ownShare } from '../../eviction/choose-victims.js';
import type { IndexEntry } from '../../eviction/lru-index.js';
import { isDiskFull } from '../../files.js';
import { formatBytes } from '../../format-bytes.js';
import { isOwnScope, type ObjectKey, objectId } from '../object-key.js';
import type { ObjectOrigin, ObjectRecord } from '../object-record.js';
import type { PublishOutcome, Storage, StorageEvents, StoredObject } from '../storage.js';
import { Claims } from './claims.js';
import { DirectWriter } from './direct-writer.js';
import { DiskFlush } from './disk-flush.js';
import { Evictor } from './evictor.js';
import { lockFolder } from './folder-lock.js';
import { StoreFolders } from './folders.js';
import { hourOf, secondsNow } from './last-use.js';
import { quickBytes } from './object-file.js';
import { ObjectIndex } from './object-index.js';
import { ObjectPlaces } from './object-places.js';
import { ObjectReader, type ReadOutcome, type ReadSettings } from './object-reader.js';
import { readObjectRecord } from './open-object.js';
import type { PackLimits } from './packs/pack-limits.js';
import { Packs } from './packs/packs.js';
import { ownFile } from './packs/place.js';
import { PreparedFiles } from './prepared-files.js';
import { objectPieces, type PublishTools, publishObjectFile } from './publish-object.js';
import { scanFolder } from './scan-folder.js';
import { StoreRoom } from './store-room.js';

/** How a folder is used. */
export interface FileStorageSettings extends ReadSettings {
  folder: string;
  limits: EvictionLimits;
  events: StorageEvents;
}

/**
 * Objects in one folder, in one process: small ones many to a file, larger ones in files of their own. All there
 * is to know is in the files: the index of what was used when is made anew at every start.
 */
export class FileStorage implements Storage {
  private readonly folders: StoreFolders;
  private readonly index = new ObjectIndex();
  private readonly reader: ObjectReader;
  private readonly tools: PublishTools;
  private readonly claims = new Claims();
  private readonly room: StoreRoom;
  /** What uploads to own scopes may take while they are under way, or they would push out what is stored. */
  private readonly ownUploads: MemoryBudget;
  /** Undefined when all objects have files of their own. */
  private readonly packs: Packs | undefined;
  private readonly places: ObjectPlaces;
  private readonly evictor: Evictor;
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
    this.room = new StoreRoom(settings.folder, settings.limits.maxBytes);
    this.ownUploads = new MemoryBudget(this.room.bytes * ownShare);
    this.packs = this.room.packs && this.openPacks(this.room.packs);
    this.places = new ObjectPlaces(this.folders, this.packs, settings.events);
    this.evictor = new Evictor({
      index: this.index,
      places: this.places,
      packs: this.packs,
      reader: this.reader,
      room: this.room,
      maxAge: settings.limits.maxAge,
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
    const recalled = this.reader.recall(key);
    if (!recalled) return this.readFile(key);
    const id = objectId(key);
    const now = secondsNow();
    const before = this.index.touch(id, now);
    if (before) this.noteUse(id, before, now);
    return recalled;
  }

  /** Notes once an hour that an object is used, for the next process. */
  private noteUse(id: string, before: IndexEntry | undefined, now: number): void {
    if (hourOf(before?.usedAt ?? 0) !== hourOf(now)) this.places.noteUse(id, before, now);
  }

  private readFile(key: ObjectKey): Awaitable<StoredObject | undefined> {
    const id = objectId(key);
    const now = secondsNow();
    const before = this.index.touch(id, now);
    if (this.isIndexed && !before) return undefined;
    const source = this.places.source(id, before);
    return whenReady(this.reader.read(source, key), (outcome: ReadOutcome) => {
      if (typeof outcome === 'string') {
        this.reader.forget(source.name, key);
        return this.failedRead(outcome, id, before);
      }
      this.noteUse(id, before, now);
      return outcome;
    });
  }

  async describe(key: ObjectKey): Promise<ObjectRecord | undefined> {
    const id = objectId(key);
    return readObjectRecord(this.places.source(id, this.index.get(id)), key);
  }

  exists(key: ObjectKey): boolean {
    return this.index.has(objectId(key));
  }

  async publish(body: ReceivedBody, origin: ObjectOrigin): Promise<PublishOutcome> {
    const id = objectId(origin);
    const makeRoom = (bytes: number) => this.makeRoom(bytes, origin.scope);
    const store = () => this.store(id, body, origin);
    const outcome = await this.claims.claim(id, () => withRoom(body.size, makeRoom, store));
    if (this.index.totalBytes > this.room.objects) this.evict();
    return outcome;
  }

  uploadRoom(scope: string): MemoryBudget | undefined {
    return isOwnScope(scope) ? this.ownUploads : undefined;
  }

  async makeRoom(bytes: number, scope: string): Promise<boolean> {
    // Before that, nobody knows what may go.
    await this.indexed;
    if (!this.isIndexed || this.isClosed) return false;
    return this.evictor.makeRoom(bytes, isOwnScope(scope));
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
      if (isDiskFull(error)) throw error;
      return false;
    }
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

  private openPacks({ pack }: PackLimits): Packs {
    return new Packs({
      folder: this.folders.packs,
      packBytes: pack,
      index: this.index,
      disk: this.tools.disk,
      events: this.settings.events,
    });
  }

  private async buildIndex(): Promise<void> {
    try {
      await scanFolder(this.folders, this.index, () => this.isClosed);
      this.isIndexed = !this.isClosed;
      this.measureRoom();
      this.evict();
    } catch (error) {
      // Reads go on to look into the folder; only eviction is left with what it knows.
      this.settings.events.trouble('the folder could not be read', error);
    }
  }

  /** @param read - the entry of what was read */
  private failedRead(
    outcome: 'missing' | 'corrupt',
    id: string,
    read: IndexEntry | undefined,
  ): Awaitable<undefined> {
    const entry = this.index.get(id);
    // Stored anew, somewhere else, while it was read.
    if (entry?.place !== read?.place) return undefined;
    this.index.remove(id);
    if (outcome === 'corrupt') return this.putAside(id, entry);
    if (entry) void this.places.delete(id, entry);
    return undefined;
  }

  private async putAside(id: string, entry: IndexEntry | undefined): Promise<undefined> {
    this.settings.events.corrupt(id);
    await this.places.putAside(id, entry);
  }

  private tidy(): void {
    this.settings.buffers.clear();
    this.tools.direct.clear();
    this.packs?.tidy();
    this.room.measure(this.evictor.takenBytes);
    this.evict();
  }

  private measureRoom(): void {
    this.room.measure(this.evictor.takenBytes);
    const { bytes, maxBytes } = this.room;
    if (bytes < maxBytes)
      this.settings.events.warn(
        `the disk has room for ${formatBytes(bytes)} of storage.maxSize, which is ${formatBytes(maxBytes)}: no more is kept`,
      );
  }

  /** Deletes what is beyond the limits. */
  private evict(): void {
    if (this.isIndexed && !this.isClosed) this.evictor.evict();
  }
}
