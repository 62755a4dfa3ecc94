import { describe, expect, it } from 'vitest';
import { takeVictims } from './choose-victims.js';
import { LruIndex } from './lru-index.js';

const id = (digit: string) => digit.repeat(32);

function makeIndex(): LruIndex {
  const index = new LruIndex();
  index.add(id('a'), 40, 100, 1);
  index.add(id('b'), 40, 200, 2);
  index.add(id('c'), 40, 300, 3);
  return index;
}

describe('takeVictims', () => {
  it('takes nothing while everything is within the limits', () => {
    expect(takeVictims(makeIndex(), { maxBytes: 120, maxAge: 1000 }, 400)).toEqual([]);
  });

  it('takes the longest unused until the rest fits', () => {
    const index = makeIndex();
    index.touch(id('a'), 400);
    const victims = takeVictims(index, { maxBytes: 80, maxAge: 1000 }, 400);
    expect(victims).toEqual([{ id: id('b'), size: 40, usedAt: 200, place: 2, cause: 'bytes' }]);
    expect(index.totalBytes).toBe(80);
  });

  it('takes what was not used for too long, whatever there is room for', () => {
    const victims = takeVictims(makeIndex(), { maxBytes: 1000, maxAge: 150 }, 400);
    expect(victims.map(({ id, cause }) => [id[0], cause])).toEqual([
      ['a', 'age'],
      ['b', 'age'],
    ]);
  });

  it('leaves the rest for the next time when there are many', () => {
    const index = makeIndex();
    expect(takeVictims(index, { maxBytes: 0, maxAge: 1000 }, 400, 2)).toHaveLength(2);
    expect(index.count).toBe(1);
  });
});
