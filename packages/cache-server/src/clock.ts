/** How far a clock may be set back without a word, in milliseconds: clocks are put right all the time. */
const usualStep = 60_000;

/** What time it is, for what expires. */
export class Clock {
  private latest = 0;
  /** How far behind the latest time the clock was last seen. */
  private behind = 0;

  /**
   * @param onSetBack - told once for each time that the system's clock was set back far
   * @param read - milliseconds since 1970
   * @param elapsed - milliseconds of a clock that nobody can set
   */
  constructor(
    private readonly onSetBack: (seconds: number) => void = () => undefined,
    private readonly read: () => number = Date.now,
    readonly elapsed: () => number = () => performance.now(),
  ) {}

  /** Milliseconds since 1970, never less than before: a clock that is set back revives nothing. */
  now(): number {
    const now = this.read();
    const behind = this.latest - now;
    if (behind > this.behind + usualStep) this.onSetBack(Math.round(behind / 1000));
    this.behind = Math.max(behind, 0);
    if (behind < 0) this.latest = now;
    return this.latest;
  }
}
