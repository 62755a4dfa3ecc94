import { expect, it } from 'vitest';
import { TryAgain, withRetries } from './retries.js';
import { ServiceError } from './service-error.js';

const broken = new ServiceError('unavailable', 'broken');
const never = new AbortController().signal;

/** Fails as told, one after the other, and then succeeds. */
function failing(...errors: Error[]) {
  let tries = 0;
  const work = async () => {
    const error = errors[tries++];
    if (error) throw error;
    return `try ${tries}`;
  };
  return { work, tries: () => tries };
}

it('tries again what may pass', async () => {
  const passing = failing(new TryAgain(broken, 1), new TypeError('fetch failed'));
  expect(await withRetries(never, passing.work)).toBe('try 3');
});

it('gives up in the end, with the reason of the service', async () => {
  const error = new TryAgain(broken, 1);
  const { work, tries } = failing(error, error, error, error);
  await expect(withRetries(never, work)).rejects.toBe(broken);
  expect(tries()).toBe(3);
});

it.each([
  ['is final', broken],
  ['would take longer than is worth it', new TryAgain(broken, 60_000)],
])('does not try again what %s', async (_title, error) => {
  const { work, tries } = failing(error);
  await expect(withRetries(never, work)).rejects.toBe(broken);
  expect(tries()).toBe(1);
});

it('ends when time is up, in a pause too, and says what was wrong before', async () => {
  const { work } = failing(new TryAgain(broken, 4000));
  await expect(withRetries(AbortSignal.timeout(10), work)).rejects.toBe(broken);
  const slow = failing(new TryAgain(broken, 1));
  const ending = new AbortController();
  const late = async () => {
    if (slow.tries() > 0) ending.abort();
    ending.signal.throwIfAborted();
    return slow.work();
  };
  await expect(withRetries(ending.signal, late)).rejects.toBe(broken);
});
