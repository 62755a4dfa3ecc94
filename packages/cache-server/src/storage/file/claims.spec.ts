import { describe, expect, it } from 'vitest';
import type { PublishOutcome } from '../storage.js';
import { Claims } from './claims.js';

/** A writer that ends when it is told to. */
class SlowWriter {
  isCalled = false;
  resolve!: (outcome: PublishOutcome) => void;
  reject!: (error: Error) => void;
  private readonly outcome = new Promise<PublishOutcome>((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });

  readonly store = (): Promise<PublishOutcome> => {
    this.isCalled = true;
    return this.outcome;
  };
}

describe('several writers of an object', () => {
  it('wait for the first one, and lose to it', async () => {
    const claims = new Claims();
    const [first, second] = [new SlowWriter(), new SlowWriter()];
    const outcomes = [claims.claim('a', first.store), claims.claim('a', second.store)];
    first.resolve('stored');
    expect(await Promise.all(outcomes)).toEqual(['stored', 'exists']);
    expect(second.isCalled).toBe(false);
  });

  it('go on one by one when the first one fails', async () => {
    const claims = new Claims();
    const writers = [new SlowWriter(), new SlowWriter(), new SlowWriter()] as const;
    const outcomes = writers.map(({ store }) => claims.claim('a', store).catch(String));
    writers[0].reject(new Error('full'));
    await expect.poll(() => writers[1].isCalled).toBe(true);
    expect(writers[2].isCalled).toBe(false);
    writers[1].resolve('stored');
    expect(await Promise.all(outcomes)).toEqual(['Error: full', 'stored', 'exists']);
  });

  it('know nothing of those of another object, or of one that is over', async () => {
    const claims = new Claims();
    const waiting = new SlowWriter();
    const first = claims.claim('a', waiting.store);
    expect(await claims.claim('b', async () => 'stored')).toBe('stored');
    expect(await claims.claim('b', async () => 'stored')).toBe('stored');
    waiting.resolve('exists');
    expect(await first).toBe('exists');
  });
});
