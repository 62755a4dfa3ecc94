import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReceivedBody } from '../body/received-body.js';
import { openSpoolFile } from '../body/spool-file.js';
import { close, writeAll } from '../files.js';
import { keyText, type ObjectKey, objectId } from '../storage/object-key.js';
import {
  isRecordOf,
  makeRecord,
  type ObjectOrigin,
  type ObjectRecord,
  type Provenance,
} from '../storage/object-record.js';
import type { PublishOutcome, Storage, StorageEvents, StoredObject } from '../storage/storage.js';
import type { JobFolder } from './job-folder.js';
import type { Pack } from './pack-file.js';
import { type PartSettings, readStoredPart, type StoredPart } from './stored-part.js';

/** How a job's objects are kept. */
export interface PackStorageSettings extends Omit<PartSettings, 'spoolFolder'> {
  folder: JobFolder;
  /** Those whose objects come first, first. */
  packs: readonly Pack[];
  /** Noted with what the job stores. */
  provenance: Provenance;
  events: Pick<StorageEvents, 'corrupt'>;
}

/** Objects out of packs, and what a job adds to them, which its end makes a pack of. */
export class PackStorage implements Storage {
  /** All places of an object: behind one that is broken, another pack may have it. */
  private readonly places = new Map<string, StoredPart[]>();
  private readonly underWay = new Set<string>();
  private readonly used = new Set<string>();
  private bytes = 0;

  constructor(private readonly settings: PackStorageSettings) {
    for (const { parts } of settings.packs)
      for (const { path, position, record } of parts)
        this.add({ path, position, record: recordOf(record) });
  }

  get spoolFolder(): string {
    return this.settings.folder.uploads;
  }

  async read(key: ObjectKey): Promise<StoredObject | undefined> {
    const settings = { ...this.settings, spoolFolder: this.spoolFolder };
    for (const part of [...(this.places.get(keyText(key)) ?? [])]) {
      const body = isRecordOf(part.record, key)
        ? await readStoredPart(part, settings).catch(() => undefined)
        : undefined;
      if (body) {
        this.noteUse(objectId(key));
        return { record: part.record, body };
      }
      this.forget(part);
    }
    return undefined;
  }

  async describe(key: ObjectKey): Promise<ObjectRecord | undefined> {
    return this.places.get(keyText(key))?.[0]?.record;
  }

  async exists(key: ObjectKey): Promise<boolean> {
    return this.places.has(keyText(key));
  }

  async publish(body: ReceivedBody, origin: ObjectOrigin): Promise<PublishOutcome> {
    const record = makeRecord(body, { ...origin, ...this.settings.provenance });
    const text = keyText(record);
    if (this.places.has(text) || this.underWay.has(text)) return 'exists';
    this.underWay.add(text);
    try {
      const path = join(this.settings.folder.objects, objectId(record));
      await rename(await this.write(body), path);
      this.settings.folder.noteStored(record);
      this.add({ path, position: 0, record });
      return 'stored';
    } finally {
      this.underWay.delete(text);
    }
  }

  async check(): Promise<void> {}

  usage(): { bytes: number; objects: number } {
    return { bytes: this.bytes, objects: this.places.size };
  }

  async close(): Promise<void> {}

  /** Puts a body into a file of its own, which is renamed or goes with the folder. */
  private async write(body: ReceivedBody): Promise<string> {
    if (body.file) return body.file.path;
    const file = await openSpoolFile(this.spoolFolder);
    try {
      await writeAll(file.fd, body.chunks ?? []);
    } finally {
      await close(file.fd);
    }
    return file.path;
  }

  private add(part: StoredPart): void {
    const text = keyText(part.record);
    const places = this.places.get(text);
    if (places) places.push(part);
    else this.places.set(text, [part]);
    this.bytes += part.record.size;
  }

  /** Lets go a place whose body is not what was stored there. */
  private forget(part: StoredPart): void {
    const text = keyText(part.record);
    const places = this.places.get(text) ?? [];
    // Of two readers at one time, the first one counts.
    if (!places.includes(part)) return;
    const others = places.filter((place) => place !== part);
    if (others.length > 0) this.places.set(text, others);
    else this.places.delete(text);
    this.bytes -= part.record.size;
    this.settings.events.corrupt(objectId(part.record));
  }

  private noteUse(id: string): void {
    if (this.used.has(id)) return;
    this.used.add(id);
    this.settings.folder.noteUsed(id);
  }
}

/** The record alone, without what a pack adds to it. */
function recordOf(record: ObjectRecord): ObjectRecord {
  const { protocol, scope, name, size, sha256, time, identity, ref, run } = record;
  return { protocol, scope, name, size, sha256, time, identity, ref, run };
}
