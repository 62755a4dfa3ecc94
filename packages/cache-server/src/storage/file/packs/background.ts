/** Work that nobody waits for, one piece after the other. */
export class Background {
  private last = Promise.resolve();

  /** @param onFailure - told what was not done; the next piece is done all the same */
  constructor(private readonly onFailure: (message: string, error: unknown) => void) {}

  /**
   * @param failure - what to say when it fails
   * @returns a promise for when it is over, however it ended
   */
  add(failure: string, work: () => Promise<void>): Promise<void> {
    this.last = this.last.then(work).catch((error) => this.onFailure(failure, error));
    return this.last;
  }

  /** Resolves when nothing is left, also of what was added meanwhile. */
  async drain(): Promise<void> {
    let seen: Promise<void> | undefined;
    while (seen !== this.last) {
      seen = this.last;
      await seen;
    }
  }
}
