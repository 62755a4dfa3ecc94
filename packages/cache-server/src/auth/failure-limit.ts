/** Addresses that are remembered at one time: what a flood of addresses may cost. */
const mostAddresses = 10_000;

/** Counts forged signatures by address, so that nobody can keep the server busy with them. */
export class FailureLimit {
  private counts = new Map<string, number>();
  private windowEnd = 0;

  /**
   * @param most - failures of one address in a window before it has to wait
   * @param windowMilliseconds - after which all counts start again
   */
  constructor(
    private readonly most = 30,
    private readonly windowMilliseconds = 60_000,
  ) {}

  /** Whether an address has failed too often just now. */
  isExceeded(address: string, now = performance.now()): boolean {
    return now < this.windowEnd && (this.counts.get(address) ?? 0) >= this.most;
  }

  /**
   * Notes a failure.
   *
   * @returns whether it is the one with which the address has failed too often
   */
  record(address: string, now = performance.now()): boolean {
    if (now >= this.windowEnd || this.counts.size >= mostAddresses) {
      this.counts = new Map();
      this.windowEnd = now + this.windowMilliseconds;
    }
    const count = (this.counts.get(address) ?? 0) + 1;
    this.counts.set(address, count);
    return count === this.most;
  }
}
