/** Bounds the bytes that bodies hold at one time: in memory, where what does not fit goes through files, or on a disk. */
export class MemoryBudget {
  private free: number;

  /** @param bytes - how much all bodies together may hold */
  constructor(readonly bytes: number) {
    this.free = bytes;
  }

  /** Reserves memory; false when there is not enough left. */
  take(bytes: number): boolean {
    if (bytes > this.free) return false;
    this.free -= bytes;
    return true;
  }

  /** Gives back what was reserved. */
  give(bytes: number): void {
    this.free += bytes;
  }
}
