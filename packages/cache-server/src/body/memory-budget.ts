/** Bounds the bytes that bodies hold in memory at one time; what does not fit goes through files. */
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
