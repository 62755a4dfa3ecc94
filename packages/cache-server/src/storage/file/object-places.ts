import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IndexEntry } from '../../eviction/lru-index.js';
import { ignoreAbsent, unlink, utimes } from '../../files.js';
import type { StorageEvents } from '../storage.js';
import type { StoreFolders } from './folders.js';
import type { ObjectSource } from './object-source.js';
import { fileSource, readObjectBytes } from './open-object.js';
import type { Packs } from './packs/packs.js';
import { ownFile } from './packs/place.js';

/** Where objects are: in files of their own, or many to a file. */
export class ObjectPlaces {
  constructor(
    private readonly folders: StoreFolders,
    private readonly packs: Packs | undefined,
    private readonly events: StorageEvents,
  ) {}

  /** @param entry - undefined for an object that the index does not know, or not yet: it can only have its own file */
  source(id: string, entry: IndexEntry | undefined): ObjectSource {
    if (this.packs && entry && entry.place !== ownFile)
      return this.packs.source(entry.place, entry.size);
    return fileSource(this.folders.objectPath(id));
  }

  /** Notes when an object was used, for the next process. */
  noteUse(id: string, entry: IndexEntry | undefined, now: number): void {
    if (entry && entry.place !== ownFile) this.packs?.noteUse(entry.place);
    // Only for the order after a restart: when it fails, the object counts as older than it is.
    else void utimes(this.folders.objectPath(id), now, now).catch(() => undefined);
  }

  /** Gives up an object that is no longer in the index. Whoever reads it just now still gets all of it. */
  async delete(id: string, { place, size }: IndexEntry): Promise<void> {
    if (place !== ownFile) {
      this.packs?.drop(place, size);
      return;
    }
    await unlink(this.folders.objectPath(id))
      .catch(ignoreAbsent)
      .catch((error) => this.events.trouble('an object could not be deleted', error));
  }

  /** {@link delete}, with a copy for whoever wants to know what was wrong with it. */
  async putAside(id: string, entry: IndexEntry | undefined): Promise<void> {
    const source = this.source(id, entry);
    const aside = join(this.folders.quarantine, `${id}-${Date.now()}`);
    if (!entry || entry.place === ownFile) {
      await rename(source.name, aside).catch(ignoreAbsent);
      return;
    }
    const bytes = readObjectBytes(source);
    void this.delete(id, entry);
    if (bytes) await writeFile(aside, bytes, { mode: 0o600 });
  }
}
