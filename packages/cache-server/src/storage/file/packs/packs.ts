import { mkdirSync } from 'node:fs';
import { ignoreAbsent, truncate, unlink } from '../../../files.js';
import type { StorageEvents } from '../../storage.js';
import type { DiskFlush } from '../disk-flush.js';
import { hour, secondsNow } from '../last-use.js';
import type { ObjectIndex } from '../object-index.js';
import type { ObjectSource, OpenObject } from '../object-source.js';
import { readObjectBytes } from '../open-object.js';
import { Background } from './background.js';
import { moveObjects } from './move-objects.js';
import { OpenPacks } from './open-packs.js';
import type { Pack } from './pack.js';
import { readPacks, rowsIn, writeTable } from './pack-folder.js';
import { headerBytes, type PackEntry } from './pack-format.js';
import type { TableRow } from './pack-table.js';
import { PackWriter, packedBytes } from './pack-writer.js';
import { offsetOf, packOf, placeIn } from './place.js';

/** How packs are used. */
export interface PacksSettings {
  folder: string;
  /** Most bytes of one pack. */
  packBytes: number;
  /** Knows what is in them; changed on the spot whenever that changes. */
  index: ObjectIndex;
  disk: DiskFlush;
  events: StorageEvents;
}

/** Small objects, many to a file, in one folder. */
export class Packs {
  private readonly packs = new Map<number, Pack>();
  private readonly writer: PackWriter;
  private readonly open = new OpenPacks();
  /** Bytes of all packs that nothing is to be read from. */
  deadBytes = 0;
  /** Settles when the files of all packs that were given up are deleted. */
  deletions = Promise.resolve();
  private readonly background: Background;
  private isCompacting = false;
  private isClosed = false;

  /** Enters into the index what earlier processes left, in no order. */
  constructor(private readonly settings: PacksSettings) {
    const { events } = settings;
    this.background = new Background((...failure) => events.trouble(...failure));
    mkdirSync(settings.folder, { recursive: true });
    let highest = 0;
    for (const { pack, rows, end } of readPacks(settings.folder)) {
      highest = pack.number;
      this.add(pack);
      for (const row of rows) this.enter(pack, row);
      if (end !== undefined) this.seal(pack, rows, end);
      else if (pack.liveBytes === 0) this.delete(pack);
    }
    this.writer = new PackWriter({
      ...settings,
      nextNumber: highest + 1,
      opened: (pack) => this.add(pack),
      sealed: (pack, entries, end) => this.seal(pack, entries, end),
    });
  }

  /** Whether objects can be stored now. */
  get isUsable(): boolean {
    return this.writer.isUsable;
  }

  /**
   * Brings an object to the disk and into the index.
   *
   * @param object - body and record, in pieces
   * @throws Error of the system; nothing was stored then
   */
  append(id: string, object: readonly Buffer[], bytes: number): Promise<void> {
    return this.writer.append({
      id,
      object,
      bytes,
      committed: (pack, offset) => this.enter(pack, { id, offset, bytes, usedAt: secondsNow() }),
    });
  }

  /** Where an object of the index is read from. */
  source(place: number, size: number): ObjectSource {
    const pack = this.packs.get(packOf(place));
    const offset = offsetOf(place);
    const name = String(place);
    const there = () => (pack?.isThere() ? pack : undefined);
    return {
      name,
      look: () => there()?.identityAt(offset),
      open: () => {
        const found = there();
        return found && this.openObject(found, name, offset, size);
      },
    };
  }

  /** Notes that an object is used, for the next process. */
  noteUse(place: number): void {
    const pack = this.packs.get(packOf(place));
    if (pack) pack.isTouched = true;
  }

  /** Gives up an object that is no longer in the index. */
  drop(place: number, size: number): void {
    const pack = this.packs.get(packOf(place));
    if (!pack) return;
    this.changeLive(pack, -size);
    if (pack.liveBytes <= 0 && !pack.isActive) this.delete(pack);
  }

  /** Moves what is still wanted out of packs that hold little of it, until no more than so much is wasted. */
  async compact(mostDead: number): Promise<void> {
    if (this.isCompacting) return;
    this.isCompacting = true;
    for (let pack = this.findWorst(mostDead); pack; pack = this.findWorst(mostDead)) {
      const worst = pack;
      await this.background.add('a pack could not be emptied', () => this.empty(worst));
    }
    this.isCompacting = false;
  }

  /** Gives back what no object takes: the rest of the pack that uploads go into, and the one that was to follow it. */
  rest(): Promise<void> {
    return this.writer.rest();
  }

  /** Deletes packs that hold something deleted, with all that is in them, until so many bytes are free. */
  giveUp(bytes: number): void {
    let missing = bytes;
    for (const pack of this.wasteful()) {
      if (missing <= 0) return;
      missing -= pack.fileBytes;
      this.forgetAll(pack);
      this.delete(pack);
    }
  }

  /** Writes down what was used, of packs for which that was not done for an hour. */
  tidy(): void {
    const due = secondsNow() - hour;
    for (const pack of this.packs.values())
      if (pack.isTouched && !pack.isActive && pack.tableFrom < due) this.renewTable(pack);
  }

  /** Waits for what is under way, and leaves everything to the next process in order. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.background.drain();
    await this.writer.rest();
    for (const pack of this.packs.values()) if (pack.isTouched) this.renewTable(pack);
    await this.background.drain();
    this.open.closeAll();
  }

  /** The pack that gives back most for what is to be moved, when more is wasted than may be. */
  private findWorst(mostDead: number): Pack | undefined {
    if (this.deadBytes <= mostDead || this.isClosed) return undefined;
    return this.wasteful().find((pack) => !pack.isStuck);
  }

  /** Packs that hold something deleted, and most of it first. */
  private wasteful(): Pack[] {
    const share = (pack: Pack) => pack.deadBytes / pack.fileBytes;
    return [...this.packs.values()]
      .filter((pack) => !pack.isActive && pack.deadBytes > 0)
      .sort((left, right) => share(right) - share(left));
  }

  /** Takes out of the index what is in a pack. */
  private forgetAll(pack: Pack): void {
    const { index, events } = this.settings;
    for (const { id, offset, bytes } of rowsIn(pack))
      if (index.get(id)?.place === placeIn(pack.number, offset)) {
        index.remove(id);
        events.evicted(packedBytes(bytes), 'bytes');
      }
  }

  private add(pack: Pack): void {
    this.packs.set(pack.number, pack);
    this.deadBytes += pack.deadBytes;
  }

  private changeLive(pack: Pack, bytes: number): void {
    pack.liveBytes += bytes;
    this.deadBytes -= bytes;
    if (bytes < 0) pack.isTouched = true;
  }

  /** Enters an object into the index; one of that id in another pack is no longer wanted. */
  private enter(pack: Pack, { id, offset, bytes, usedAt }: TableRow): void {
    const { index } = this.settings;
    const size = packedBytes(bytes);
    const earlier = index.get(id);
    index.add(id, size, usedAt, placeIn(pack.number, offset));
    this.changeLive(pack, size);
    if (earlier) this.drop(earlier.place, earlier.size);
  }

  private openObject(
    pack: Pack,
    name: string,
    offset: number,
    size: number,
  ): OpenObject | undefined {
    const fd = this.open.descriptorOf(pack);
    if (fd === undefined) return undefined;
    return {
      name,
      fd,
      position: offset + headerBytes,
      size: size - headerBytes,
      identity: pack.identityAt(offset),
      close: () => undefined,
    };
  }

  private delete(pack: Pack): void {
    this.packs.delete(pack.number);
    this.deadBytes -= pack.deadBytes;
    this.open.close(pack);
    this.deletions = this.background.add('a pack could not be deleted', async () => {
      for (const path of [pack.tablePath, pack.path]) await unlink(path).catch(ignoreAbsent);
    });
  }

  /** Ends a pack behind its last object. Its table is written, so that the next process need not read it all. */
  private seal(pack: Pack, entries: readonly PackEntry[], end: number): void {
    if (pack.liveBytes <= 0) {
      this.delete(pack);
      return;
    }
    this.deadBytes -= pack.fileBytes - end;
    pack.fileBytes = end;
    if (pack.fd !== undefined) this.open.add(pack);
    void this.background.add('a pack could not be ended', async () => {
      await truncate(pack.path, end).catch(ignoreAbsent);
      await this.writeTable(pack, entries);
    });
  }

  private renewTable(pack: Pack): void {
    void this.background.add('the last use of objects could not be written', () =>
      this.writeTable(pack, rowsIn(pack)),
    );
  }

  private async writeTable(pack: Pack, entries: readonly PackEntry[]): Promise<void> {
    if (!this.packs.has(pack.number) || !pack.isThere()) return;
    pack.isTouched = false;
    pack.tableFrom = secondsNow();
    await writeTable(pack, this.rowsOf(pack, entries));
  }

  /** Moves everything out of a pack that is still wanted: it is deleted with the last object. */
  private async empty(pack: Pack): Promise<void> {
    // Unless it is gone afterwards.
    pack.isStuck = true;
    const { index } = this.settings;
    const placeOf = (offset: number) => placeIn(pack.number, offset);
    const isWanted = ({ id, offset }: Pick<TableRow, 'id' | 'offset'>) =>
      index.get(id)?.place === placeOf(offset);
    await moveObjects(rowsIn(pack), {
      isWanted,
      read: ({ offset, bytes }) =>
        readObjectBytes(this.source(placeOf(offset), packedBytes(bytes))),
      append: (upload) => this.writer.append(upload),
      committed: ({ id, offset, bytes }, to, place) => {
        // It may have been evicted meanwhile.
        if (!isWanted({ id, offset })) return;
        index.relocate(id, placeIn(to.number, place));
        this.changeLive(to, packedBytes(bytes));
        this.drop(placeOf(offset), packedBytes(bytes));
      },
      isCancelled: () => this.isClosed,
    });
  }

  /** Rows of a table, of what is still wanted. */
  private rowsOf(pack: Pack, entries: readonly PackEntry[]): TableRow[] {
    const rows: TableRow[] = [];
    for (const { id, offset, bytes } of entries) {
      const entry = this.settings.index.get(id);
      if (entry?.place === placeIn(pack.number, offset))
        rows.push({ id, offset, bytes, usedAt: entry.usedAt });
    }
    return rows;
  }
}
