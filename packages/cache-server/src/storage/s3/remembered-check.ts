/** For how long it is known that a store can be used, and that it cannot, in milliseconds. */
const [goodFor, badFor] = [10_000, 5000];

/** A check that many ask for, and that is made now and then. */
export class RememberedCheck {
  private last: Promise<void> | undefined;
  private until = Number.NEGATIVE_INFINITY;

  /** @param check - throws what is wrong */
  constructor(private readonly check: () => Promise<void>) {}

  /** What the last check gave, or a new one. */
  ask(): Promise<void> {
    if (this.last && performance.now() < this.until) return this.last;
    // All who come meanwhile wait for this one.
    this.until = Number.POSITIVE_INFINITY;
    const settle = (milliseconds: number) => {
      this.until = performance.now() + milliseconds;
    };
    this.last = this.check();
    this.last.then(
      () => settle(goodFor),
      () => settle(badFor),
    );
    return this.last;
  }
}
