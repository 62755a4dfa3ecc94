/** Addresses that are remembered at one time: what a flood of addresses may cost. */
const mostAddresses = 10_000;

/** Counts failures by address, so that nobody can keep the server busy with bad signatures. */
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
  isExceeded(address: string, now = Date.now()): boolean {
    return now < this.windowEnd && (this.counts.get(address) ?? 0) >= this.most;
  }

  /** Notes a failure. */
  record(address: string, now = Date.now()): void {
    if (now >= this.windowEnd || this.counts.size >= mostAddresses) {
      this.counts = new Map();
      this.windowEnd = now + this.windowMilliseconds;
    }
    this.counts.set(address, (this.counts.get(address) ?? 0) + 1);
  }
}
