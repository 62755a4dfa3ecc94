/** For how long a failure that repeats itself is counted only, in milliseconds. */
const quietFor = 60_000;

/** Tells the first failure of a kind from those that say the same again. */
export class Repetitions {
  private readonly kinds = new Map<string, { since: number; unsaid: number }>();

  /**
   * Notes a failure.
   *
   * @param kind - one of few: they are remembered for good
   * @param now - in milliseconds
   * @returns how many of its kind were left unsaid before it; undefined when it is to be one of them
   */
  note(kind: string, now = performance.now()): number | undefined {
    const known = this.kinds.get(kind);
    if (known && now - known.since < quietFor) {
      known.unsaid += 1;
      return undefined;
    }
    this.kinds.set(kind, { since: now, unsaid: 0 });
    return known?.unsaid ?? 0;
  }
}
