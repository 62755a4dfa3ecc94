/** No slot: the end of a list, or an empty place in the table. */
const none = -1;

/** Words (32 bits each) of an id. */
const idWords = 4;

/** What the index knows about an object. */
export interface IndexEntry {
  /** Bytes in the store, record included. */
  size: number;
  /** When it was last used, in seconds since 1970. */
  usedAt: number;
  /** Where its bytes are, in the terms of whoever stores them. */
  place: number;
}

/** An entry together with the id it belongs to. */
export interface IdentifiedEntry extends IndexEntry {
  id: string;
}

/**
 * Objects in the order of their last use. Bookkeeping only: no files, no clock.
 *
 * A million objects take 60 MB: everything stands in typed arrays, a doubly linked list through the
 * slots gives the order, and an open-addressing table finds a slot by id. Each operation takes the
 * same time however many objects there are.
 */
export class LruIndex {
  /** Bytes of all objects. */
  totalBytes = 0;
  /** Number of objects. */
  count = 0;

  private capacity: number;
  private ids: Uint32Array;
  private sizes: Float64Array;
  private usedAt: Uint32Array;
  private places: Float64Array;
  private newer: Int32Array;
  private older: Int32Array;
  private table: Int32Array;
  private newest = none;
  private oldest = none;
  /** Slots that are not in use, linked through `older`. */
  private firstFree = none;
  /** Slots from here on were never in use. */
  private untouched = 0;
  /** The id that is looked for, as words. */
  private readonly wanted = new Uint32Array(idWords);
  private readonly wantedBytes = Buffer.from(this.wanted.buffer);

  constructor(capacity = 1024) {
    this.capacity = capacity;
    this.ids = new Uint32Array(capacity * idWords);
    this.sizes = new Float64Array(capacity);
    this.usedAt = new Uint32Array(capacity);
    this.places = new Float64Array(capacity);
    this.newer = new Int32Array(capacity);
    this.older = new Int32Array(capacity);
    this.table = new Int32Array(capacity * 2).fill(none);
  }

  /** The entry, without a change to the order. */
  get(id: string): IndexEntry | undefined {
    const slot = this.table[this.find(id)] ?? none;
    return slot === none ? undefined : this.entryAt(slot);
  }

  /** Whether there is an entry; cheaper than {@link get}. */
  has(id: string): boolean {
    return this.table[this.find(id)] !== none;
  }

  /** Adds an object as the newest one, or replaces its entry. */
  add(id: string, size: number, usedAt: number, place: number): void {
    this.remove(id);
    this.linkNewest(this.occupy(id, size, usedAt, place));
  }

  /** Adds an object as the oldest one, unless it is there already. */
  addOldest(id: string, size: number, usedAt: number, place: number): void {
    if (!this.has(id)) this.linkOldest(this.occupy(id, size, usedAt, place));
  }

  /** Notes that the bytes of an object were moved, without a change to the order. */
  relocate(id: string, place: number): void {
    const slot = this.table[this.find(id)] ?? none;
    if (slot !== none) this.places[slot] = place;
  }

  /** Puts all objects into the order of their last use; those of the same second keep theirs. */
  sortByUse(): void {
    const slots = new Uint32Array(this.count);
    for (let slot = this.oldest, at = 0; slot !== none; slot = this.newer[slot] ?? none)
      slots[at++] = slot;
    slots.sort((left, right) => (this.usedAt[left] ?? 0) - (this.usedAt[right] ?? 0));
    this.newest = none;
    this.oldest = none;
    for (const slot of slots) this.linkNewest(slot);
  }

  /** Makes an object the newest one. Returns its entry as it was before, undefined when it is not there. */
  touch(id: string, usedAt: number): IndexEntry | undefined {
    const slot = this.table[this.find(id)] ?? none;
    if (slot === none) return undefined;
    const before = this.entryAt(slot);
    this.usedAt[slot] = usedAt;
    if (slot !== this.newest) {
      this.unlink(slot);
      this.linkNewest(slot);
    }
    return before;
  }

  /** The object that was not used for longest. */
  peekOldest(): IdentifiedEntry | undefined {
    const slot = this.oldest;
    if (slot === none) return undefined;
    return { id: this.idAt(slot), ...this.entryAt(slot) };
  }

  /** Removes an object; false when it is not there. */
  remove(id: string): boolean {
    const place = this.find(id);
    const slot = this.table[place] ?? none;
    if (slot === none) return false;
    this.unlink(slot);
    this.closeGap(place);
    this.totalBytes -= this.sizes[slot] ?? 0;
    this.count -= 1;
    this.older[slot] = this.firstFree;
    this.firstFree = slot;
    return true;
  }

  private entryAt(slot: number): IndexEntry {
    return {
      size: this.sizes[slot] ?? 0,
      usedAt: this.usedAt[slot] ?? 0,
      place: this.places[slot] ?? 0,
    };
  }

  private idAt(slot: number): string {
    const { buffer } = this.ids;
    return Buffer.from(buffer, slot * idWords * 4, idWords * 4).toString('hex');
  }

  /** The place in the table that holds the id, or the empty one where it belongs. */
  private find(id: string): number {
    this.wantedBytes.write(id, 'hex');
    return this.findWanted();
  }

  private findWanted(): number {
    const places = this.table.length;
    let place = (this.wanted[0] ?? 0) % places;
    for (;;) {
      const slot = this.table[place] ?? none;
      if (slot === none || this.holdsWanted(slot)) return place;
      place = place + 1 === places ? 0 : place + 1;
    }
  }

  private holdsWanted(slot: number): boolean {
    for (let word = 0; word < idWords; word += 1)
      if (this.ids[slot * idWords + word] !== this.wanted[word]) return false;
    return true;
  }

  private occupy(id: string, size: number, usedAt: number, place: number): number {
    if (this.firstFree === none && this.untouched === this.capacity) this.grow();
    const gap = this.find(id);
    const slot = this.takeSlot();
    this.ids.set(this.wanted, slot * idWords);
    this.sizes[slot] = size;
    this.usedAt[slot] = usedAt;
    this.places[slot] = place;
    this.table[gap] = slot;
    this.totalBytes += size;
    this.count += 1;
    return slot;
  }

  private takeSlot(): number {
    const slot = this.firstFree;
    if (slot === none) return this.untouched++;
    this.firstFree = this.older[slot] ?? none;
    return slot;
  }

  private linkNewest(slot: number): void {
    this.newer[slot] = none;
    this.older[slot] = this.newest;
    if (this.newest === none) this.oldest = slot;
    else this.newer[this.newest] = slot;
    this.newest = slot;
  }

  private linkOldest(slot: number): void {
    this.older[slot] = none;
    this.newer[slot] = this.oldest;
    if (this.oldest === none) this.newest = slot;
    else this.older[this.oldest] = slot;
    this.oldest = slot;
  }

  private unlink(slot: number): void {
    const [newer, older] = [this.newer[slot] ?? none, this.older[slot] ?? none];
    if (newer === none) this.newest = older;
    else this.older[newer] = older;
    if (older === none) this.oldest = newer;
    else this.newer[older] = newer;
  }

  /** Empties a place and moves up what was pushed behind it, so that searches still end at a gap. */
  private closeGap(gap: number): void {
    const places = this.table.length;
    let empty = gap;
    this.table[empty] = none;
    for (let place = (gap + 1) % places; ; place = (place + 1) % places) {
      const slot = this.table[place] ?? none;
      if (slot === none) return;
      const home = (this.ids[slot * idWords] ?? 0) % places;
      // It may move when the empty place lies between its home and where it stands.
      if ((place - home + places) % places < (place - empty + places) % places) continue;
      this.table[empty] = slot;
      this.table[place] = none;
      empty = place;
    }
  }

  private grow(): void {
    const capacity = this.capacity * 2;
    const enlarge = <T extends Uint32Array | Float64Array | Int32Array>(from: T, into: T): T => {
      into.set(from);
      return into;
    };
    this.ids = enlarge(this.ids, new Uint32Array(capacity * idWords));
    this.sizes = enlarge(this.sizes, new Float64Array(capacity));
    this.usedAt = enlarge(this.usedAt, new Uint32Array(capacity));
    this.places = enlarge(this.places, new Float64Array(capacity));
    this.newer = enlarge(this.newer, new Int32Array(capacity));
    this.older = enlarge(this.older, new Int32Array(capacity));
    this.capacity = capacity;
    this.rebuildTable();
  }

  /** Only called when every slot is in use. */
  private rebuildTable(): void {
    this.table = new Int32Array(this.capacity * 2).fill(none);
    for (let slot = 0; slot < this.untouched; slot += 1) {
      this.wanted.set(this.ids.subarray(slot * idWords, (slot + 1) * idWords));
      this.table[this.findWanted()] = slot;
    }
  }
}
