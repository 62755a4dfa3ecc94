import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ResultQueue } from './result-queue.js';

async function drain<T>(queue: ResultQueue<T>): Promise<T[]> {
  const values: T[] = [];
  for await (const value of queue) values.push(value);
  return values;
}

describe('values come out as they went in', () => {
  it('when all are there before anyone asks', async () => {
    const queue = new ResultQueue<number>();
    for (const value of [1, 2, 3]) queue.push(value);
    queue.end();
    expect(await drain(queue)).toEqual([1, 2, 3]);
  });

  it('when they come while somebody waits', async () => {
    const queue = new ResultQueue<number>();
    const drained = drain(queue);
    await turn();
    queue.push(1);
    await turn();
    queue.push(2);
    queue.push(3);
    queue.end();
    expect(await drained).toEqual([1, 2, 3]);
  });

  it('when there are none', async () => {
    const queue = new ResultQueue<number>();
    const drained = drain(queue);
    await turn();
    queue.end();
    expect(await drained).toEqual([]);
  });

  it('one at a time, before the end is known', async () => {
    const queue = new ResultQueue<string>();
    const values = queue[Symbol.asyncIterator]();
    queue.push('first');
    expect(await values.next()).toEqual({ value: 'first', done: false });
    const second = values.next();
    queue.push('second');
    expect(await second).toEqual({ value: 'second', done: false });
    queue.end();
    expect(await values.next()).toEqual({ value: undefined, done: true });
  });

  it('however pushing and asking are interleaved', async () => {
    const pauses = fc.array(fc.nat(2), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(pauses, fc.nat(2), async (steps, last) => {
        const queue = new ResultQueue<number>();
        const drained = drain(queue);
        for (const [value, pause] of steps.entries()) {
          for (let index = 0; index < pause; index += 1) await Promise.resolve();
          queue.push(value);
        }
        for (let index = 0; index < last; index += 1) await Promise.resolve();
        queue.end();
        expect(await drained).toEqual(steps.map((_, value) => value));
      }),
    );
  });
});
