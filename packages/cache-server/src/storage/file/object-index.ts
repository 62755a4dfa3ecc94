import { type IndexEntry, LruIndex } from '../../eviction/lru-index.js';
import { isOwnId } from '../object-key.js';

/** All objects of a store in the order of their last use: those that trusted runs stored, and all others. */
export class ObjectIndex {
  readonly shared = new LruIndex();
  readonly own = new LruIndex();
  /** What was removed while a scan was under way, which may have seen it before. */
  private removed: Set<string> | undefined;

  /** Bytes of all objects. */
  get totalBytes(): number {
    return this.shared.totalBytes + this.own.totalBytes;
  }

  /** Number of objects. */
  get count(): number {
    return this.shared.count + this.own.count;
  }

  get(id: string): IndexEntry | undefined {
    return this.of(id).get(id);
  }

  has(id: string): boolean {
    return this.of(id).has(id);
  }

  add(id: string, size: number, usedAt: number, place: number): void {
    this.of(id).add(id, size, usedAt, place);
  }

  /** Enters what a scan has found, unless it is there already, or was removed since the scan began. */
  addOldest(id: string, size: number, usedAt: number, place: number): void {
    if (!this.removed?.has(id)) this.of(id).addOldest(id, size, usedAt, place);
  }

  /** Notes from now on what is removed. */
  beginScan(): void {
    this.removed = new Set();
  }

  endScan(): void {
    this.removed = undefined;
  }

  relocate(id: string, place: number): void {
    this.of(id).relocate(id, place);
  }

  touch(id: string, usedAt: number): IndexEntry | undefined {
    return this.of(id).touch(id, usedAt);
  }

  remove(id: string): boolean {
    this.removed?.add(id);
    return this.of(id).remove(id);
  }

  sortByUse(): void {
    this.shared.sortByUse();
    this.own.sortByUse();
  }

  private of(id: string): LruIndex {
    return isOwnId(id) ? this.own : this.shared;
  }
}
