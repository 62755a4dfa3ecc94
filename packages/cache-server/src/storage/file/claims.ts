import type { PublishOutcome } from '../storage.js';

/** Lets one of several writers of an object go on at a time, so that exactly one wins. */
export class Claims {
  private readonly attempts = new Map<string, Promise<boolean>>();

  /**
   * Stores an object unless somebody else does: when that fails, it is this one's turn.
   *
   * @param id - of the object
   */
  async claim(id: string, store: () => Promise<PublishOutcome>): Promise<PublishOutcome> {
    for (let other = this.attempts.get(id); other; other = this.attempts.get(id))
      if (await other) return 'exists';
    const attempt = store();
    const isStored = attempt.then(
      () => true,
      () => false,
    );
    this.attempts.set(id, isStored);
    try {
      return await attempt;
    } finally {
      this.attempts.delete(id);
    }
  }
}
