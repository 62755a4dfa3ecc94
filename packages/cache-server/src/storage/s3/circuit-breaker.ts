/**
 * Stops asking a store that does not answer: after some failures in a row every call fails at once for a
 * while, so that a run of hundreds of tasks does not wait for the timeout hundreds of times.
 */
export class CircuitBreaker {
  private failures = 0;
  private openUntil = Number.NEGATIVE_INFINITY;

  /**
   * @param mostFailures - in a row
   * @param pause - milliseconds
   */
  constructor(
    private readonly mostFailures = 3,
    private readonly pause = 5000,
  ) {}

  /** Makes the call, unless the store is being left alone. */
  async call<T>(work: () => Promise<T>): Promise<T> {
    if (performance.now() < this.openUntil)
      throw new Error('the store has just failed and is not asked again yet');
    try {
      const result = await work();
      this.failures = 0;
      return result;
    } catch (error) {
      this.failures += 1;
      if (this.failures >= this.mostFailures) this.openUntil = performance.now() + this.pause;
      throw error;
    }
  }
}
