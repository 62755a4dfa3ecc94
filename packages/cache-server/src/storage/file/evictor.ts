import { takeOldest, takeVictims, type Victim } from '../../eviction/choose-victims.js';
import type { StorageEvents } from '../storage.js';
import { secondsNow } from './last-use.js';
import type { ObjectIndex } from './object-index.js';
import type { ObjectPlaces } from './object-places.js';
import type { ObjectReader } from './object-reader.js';
import type { Packs } from './packs/packs.js';
import type { StoreRoom } from './store-room.js';

/** What {@link Evictor} deletes from. */
export interface EvictorParts {
  index: ObjectIndex;
  places: ObjectPlaces;
  packs: Packs | undefined;
  reader: ObjectReader;
  room: StoreRoom;
  /** Seconds after its last use for which an object is kept. */
  maxAge: number;
  events: StorageEvents;
}

/** Deletes objects: what is beyond the limits, and what has to make room on a full disk. */
export class Evictor {
  private making: Promise<boolean> | undefined;

  constructor(private readonly parts: EvictorParts) {}

  /** Bytes of all files of the store. */
  get takenBytes(): number {
    const { index, packs } = this.parts;
    return index.totalBytes + (packs?.deadBytes ?? 0);
  }

  /** Deletes what is beyond the limits. */
  evict(): void {
    const { index, room, maxAge, packs } = this.parts;
    void this.delete(takeVictims(index, { maxAge, maxBytes: room.objects }, secondsNow()));
    if (room.packs) void packs?.compact(room.dead);
  }

  /**
   * Deletes from a disk that is full until there is room for a body. For one of an own scope only objects of own
   * scopes go: whatever a pull request sends, what trusted runs stored stays.
   *
   * @returns whether anything went; never for a body that would take the place of half of all
   */
  makeRoom(bytes: number, isOwn: boolean): Promise<boolean> {
    if (bytes > this.parts.room.bytes / 2) return Promise.resolve(false);
    this.making ??= this.free(bytes, isOwn).finally(() => {
      this.making = undefined;
    });
    return this.making;
  }

  private async free(bytes: number, isOwn: boolean): Promise<boolean> {
    const { index, packs, room } = this.parts;
    const before = this.takenBytes;
    // More than is asked for: the next one need not wait for it again.
    const wanted = before - bytes - room.bytes / 64;
    await packs?.rest();
    while (this.takenBytes > wanted) {
      const missing = this.takenBytes - wanted;
      const victims = isOwn ? takeOldest(index.own, missing) : this.chooseFor(missing);
      if (victims.length === 0) break;
      await this.delete(victims);
      // What is left in packs has to go as well, since there is no room to move it to.
      if (!isOwn && this.takenBytes > wanted) packs?.giveUp(this.takenBytes - wanted);
    }
    await packs?.deletions;
    return this.takenBytes < before;
  }

  private chooseFor(missing: number): Victim[] {
    const { index, maxAge } = this.parts;
    const maxBytes = Math.max(0, index.totalBytes - missing);
    return takeVictims(index, { maxAge, maxBytes }, secondsNow());
  }

  private async delete(victims: readonly Victim[]): Promise<void> {
    const { places, reader, events } = this.parts;
    await Promise.all(
      victims.map((victim) => {
        events.evicted(victim.size, victim.cause);
        reader.forget(places.source(victim.id, victim).name);
        return places.delete(victim.id, victim);
      }),
    );
  }
}
