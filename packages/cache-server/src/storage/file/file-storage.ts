import { rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Awaitable, whenReady } from '../../awaitable.js';
import type { ReceivedBody } from '../../body/received-body.js';
import { type EvictionLimits, takeVictims } from '../../eviction/choose-victims.js';
import { LruIndex } from '../../eviction/lru-index.js';
import { hasCode, unlink, utimes } from '../../files.js';
import { type ObjectKey, objectId } from '../object-key.js';
import type { ObjectOrigin, ObjectRecord } from '../object-record.js';
import type { PublishOutcome, Storage, StorageEvents, StoredObject } from '../storage.js';
import { DirectWriter } from './direct-writer.js';
import { DiskFlush } from './disk-flush.js';
import { lockFolder } from './folder-lock.js';
import { StoreFolders } from './folders.js';
import { ObjectReader, type ReadOutcome, type ReadSettings } from './object-reader.js';
import { readObjectRecord } from './open-object.js';
import { PreparedFiles } from './prepared-files.js';
import { type PublishTools, publishObjectFile } from './publish-object.js';
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

/**
 * Objects as files of one folder, in one process. All there is to know is in the files: the index of
 * what was used when is made anew at every start, from their modification times.
 */
export class FileStorage implements Storage {
  private readonly folders: StoreFolders;
  private readonly index = new LruIndex();
  private readonly reader: ObjectReader;
  private readonly tools: PublishTools;
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
    const usedBefore = this.index.touch(id, now);
    if (this.isIndexed && usedBefore === undefined) return undefined;
    const path = this.folders.objectPath(id);
    return whenReady(this.reader.read(path, key), (outcome: ReadOutcome) => {
      if (typeof outcome === 'string') return this.failedRead(outcome, id, path, key);
      this.markUsed(path, usedBefore, now);
      return outcome;
    });
  }

  async describe(key: ObjectKey): Promise<ObjectRecord | undefined> {
    return readObjectRecord(this.folders.objectPath(objectId(key)), key);
  }

  async exists(key: ObjectKey): Promise<boolean> {
    return this.index.has(objectId(key));
  }

  async publish(body: ReceivedBody, origin: ObjectOrigin): Promise<PublishOutcome> {
    const id = objectId(origin);
    const path = this.folders.objectPath(id);
    const { outcome, bytes } = await publishObjectFile(path, body, origin, this.tools);
    if (outcome === 'stored') {
      this.index.add(id, bytes, secondsNow());
      if (this.index.totalBytes > this.settings.limits.maxBytes) this.evict();
    }
    return outcome;
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
    this.tools.prepared.close();
    this.unlock();
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

  private markUsed(path: string, before: number | undefined, now: number): void {
    if (before !== undefined && Math.floor(before / hour) === Math.floor(now / hour)) return;
    // Only for the order after a restart: when it fails, the object counts as older than it is.
    void utimes(path, now, now).catch(() => undefined);
  }

  private failedRead(
    outcome: 'missing' | 'corrupt',
    id: string,
    path: string,
    key: ObjectKey,
  ): Awaitable<undefined> {
    this.index.remove(id);
    this.reader.forget(path, key);
    return outcome === 'corrupt' ? this.putAside(id, path) : undefined;
  }

  private async putAside(id: string, path: string): Promise<undefined> {
    this.settings.events.corrupt(id);
    await rename(path, join(this.folders.quarantine, `${id}-${Date.now()}`)).catch((error) => {
      if (!hasCode(error, 'ENOENT')) throw error;
    });
  }

  private tidy(): void {
    this.settings.buffers.clear();
    this.tools.direct.clear();
    this.evict();
  }

  /** Deletes what is beyond the limits. Whoever reads such an object just now still gets all of it. */
  private evict(): void {
    if (!this.isIndexed || this.isClosed) return;
    const victims = takeVictims(this.index, this.settings.limits, secondsNow());
    for (const { id, size, cause } of victims) {
      const path = this.folders.objectPath(id);
      this.settings.events.evicted(size, cause);
      this.reader.forget(path);
      unlink(path).catch((error) => {
        if (!hasCode(error, 'ENOENT')) this.settings.events.trouble('an eviction failed', error);
      });
    }
  }
}
