import { expect, it, onTestFinished } from 'vitest';
import { Transfers } from './transfers.js';

const limits = { most: 512, grace: 10, rate: 1000, seconds: 60 };

function transfers(some: Partial<typeof limits> = {}) {
  let slow = 0;
  const made = new Transfers({ ...limits, ...some }, () => {
    slow += 1;
  });
  onTestFinished(() => made.close());
  return { made, slow: () => slow };
}

/** Starts as many as an owner may have. */
function fill(made: Transfers, owner: string): number {
  let count = 0;
  for (; made.accepts(owner); count += 1) made.start(owner, 1, () => undefined);
  return count;
}

it('leaves room for others, however many one owner wants', () => {
  const { made } = transfers();
  expect(fill(made, 'first')).toBe(384);
  expect(fill(made, 'second')).toBe(96);
  expect(fill(made, 'third')).toBe(24);
  expect(made.accepts('fourth')).toBe(true);
  expect(made.accepts('first')).toBe(false);
});

it.each([1, 2, 3])('lets one owner in where there is room for %d', (most) => {
  const { made } = transfers({ most });
  expect(fill(made, 'first')).toBeGreaterThanOrEqual(1);
  for (let other = 0; made.count < most; other += 1) fill(made, `other ${other}`);
  expect(made.accepts('last')).toBe(false);
});

it('has room again when transfers end, once each', () => {
  const { made } = transfers({ most: 2 });
  const ends = ['first', 'second'].map((owner) => made.start(owner, 1, () => undefined));
  expect(made.accepts('third')).toBe(false);
  for (const end of [...ends, ...ends]) end();
  expect(made.count).toBe(0);
  expect(made.accepts('first')).toBe(true);
});

it('breaks off what is too slow, once, and nothing else', async () => {
  const { made, slow } = transfers({ grace: 0.05, rate: 1e6, seconds: 5 });
  const ended: string[] = [];
  made.start('slow', 1, () => ended.push('slow'));
  made.start('unknown size', undefined, () => ended.push('unknown size'));
  made.start('large', 1e9, () => ended.push('large'));
  await expect.poll(() => ended).toEqual(['slow']);
  await expect
    .poll(() => [...ended].sort(), { timeout: 9000 })
    .toEqual(['large', 'slow', 'unknown size']);
  expect(slow()).toBe(3);
});
