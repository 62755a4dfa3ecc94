/** Upper bounds in seconds. */
export const durationBounds = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
];

/** How long requests took, in buckets of {@link durationBounds} and one for all that took longer. */
export class Histogram {
  readonly buckets = new Array<number>(durationBounds.length + 1).fill(0);
  sum = 0;
  count = 0;

  /** @param seconds - one more duration */
  add(seconds: number): void {
    const found = durationBounds.findIndex((bound) => seconds <= bound);
    const index = found < 0 ? durationBounds.length : found;
    this.buckets[index] = (this.buckets[index] ?? 0) + 1;
    this.sum += seconds;
    this.count += 1;
  }

  /** The bound below which a share (0 to 1) of all durations lies; undefined without any. */
  quantile(share: number): number | undefined {
    if (this.count === 0) return undefined;
    let seen = 0;
    for (const [index, count] of this.buckets.entries()) {
      seen += count;
      if (seen >= share * this.count) return durationBounds[index] ?? Number.POSITIVE_INFINITY;
    }
    return undefined;
  }
}
