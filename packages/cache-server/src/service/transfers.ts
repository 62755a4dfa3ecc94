/** The part of what others leave free that one owner may take: there is always room for somebody else. */
const ownerShare = 3 / 4;
/** How often transfers are looked at, in milliseconds. */
const lookInterval = 1000;

/** What transfers are held to. */
export interface TransferLimits {
  /** Most at one time. */
  most: number;
  /** Seconds that each has, whatever its size. */
  grace: number;
  /** Bytes for each of which it has a second more. */
  rate: number;
  /** Most seconds of one. */
  seconds: number;
}

const nothing = () => undefined;

interface Transfer {
  /** In milliseconds of `performance.now`. */
  deadline: number;
  /** Breaks it off. */
  end(): void;
}

/**
 * Uploads or downloads under way. Whoever is slow, or has many, does not keep others from theirs: one owner never
 * takes the last of the room, and a transfer that takes too long is broken off.
 */
export class Transfers {
  private readonly active = new Set<Transfer>();
  private readonly byOwner = new Map<string, number>();
  private readonly timer: NodeJS.Timeout;

  /** @param onSlow - told of each that is broken off */
  constructor(
    private readonly limits: TransferLimits,
    private readonly onSlow: () => void,
  ) {
    this.timer = setInterval(() => this.endSlow(), lookInterval);
    this.timer.unref();
  }

  /** How many are under way. */
  get count(): number {
    return this.active.size;
  }

  /** Whether an owner may start another one. */
  accepts(owner: string): boolean {
    const free = this.limits.most - this.active.size;
    if (free <= 0) return false;
    const own = this.byOwner.get(owner) ?? 0;
    return own === 0 || own < (free + own) * ownerShare;
  }

  /**
   * Notes a transfer, until the returned function is called.
   *
   * @param bytes - of its body; undefined when nobody knows
   * @param end - breaks it off
   */
  start(owner: string, bytes: number | undefined, end: () => void): () => void {
    const { grace, rate, seconds } = this.limits;
    const allowed = bytes === undefined ? seconds : Math.min(seconds, grace + bytes / rate);
    const transfer: Transfer = { deadline: performance.now() + allowed * 1000, end };
    this.active.add(transfer);
    this.byOwner.set(owner, (this.byOwner.get(owner) ?? 0) + 1);
    return () => {
      if (!this.active.delete(transfer)) return;
      // What it would have ended is let go at once, and not when V8 gets round to it: 10 MB under steady uploads.
      transfer.end = nothing;
      const left = (this.byOwner.get(owner) ?? 1) - 1;
      if (left > 0) this.byOwner.set(owner, left);
      else this.byOwner.delete(owner);
    };
  }

  close(): void {
    clearInterval(this.timer);
  }

  private endSlow(): void {
    const now = performance.now();
    for (const transfer of this.active) {
      if (transfer.deadline > now) continue;
      // Once: what it was for ends it in its own time.
      transfer.deadline = Number.POSITIVE_INFINITY;
      this.onSlow();
      transfer.end();
    }
  }
}
