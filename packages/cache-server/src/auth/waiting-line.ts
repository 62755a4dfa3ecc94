/** Does work one after the other, for as many as may wait. */
export class WaitingLine {
  private last: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  /** @param most - how many may wait at one time */
  constructor(private readonly most: number) {}

  /** What the work gives when its turn has come; undefined, at once, when too many wait. */
  async take<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    if (this.waiting >= this.most) return undefined;
    this.waiting += 1;
    const result = this.last.then(work);
    this.last = result.catch(() => undefined);
    try {
      return await result;
    } finally {
      this.waiting -= 1;
    }
  }
}
