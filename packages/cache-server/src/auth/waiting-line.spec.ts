import { expect, it } from 'vitest';
import { WaitingLine } from './waiting-line.js';

it('does one after the other, and turns away whoever comes when it is full', async () => {
  const line = new WaitingLine(2);
  const order: string[] = [];
  let release = () => {};
  const first = line.take(async () => {
    await new Promise<void>((resolve) => {
      release = resolve;
    });
    order.push('first');
    return 1;
  });
  const second = line.take(async () => order.push('second'));
  expect(await line.take(async () => 3)).toBeUndefined();
  release();
  await Promise.all([first, second]);
  expect(order).toEqual(['first', 'second']);
  expect(await line.take(async () => 4)).toBe(4);
});

it('goes on after work that failed', async () => {
  const line = new WaitingLine(2);
  await expect(line.take(async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await line.take(async () => 1)).toBe(1);
});
