import { describe, expect, it } from 'vitest';
import { takeVictims } from './choose-victims.js';
import { LruIndex } from './lru-index.js';

const id = (digit: string) => digit.repeat(32);

function makeIndex() {
  const [shared, own] = [new LruIndex(), new LruIndex()];
  shared.add(id('a'), 40, 100, 1);
  shared.add(id('b'), 40, 200, 2);
  shared.add(id('c'), 40, 300, 3);
  return { shared, own };
}

describe('takeVictims', () => {
  it('takes nothing while everything is within the limits', () => {
    expect(takeVictims(makeIndex(), { maxBytes: 120, maxAge: 1000 }, 400)).toEqual([]);
  });

  it('takes the longest unused until the rest fits', () => {
    const index = makeIndex();
    index.shared.touch(id('a'), 400);
    const victims = takeVictims(index, { maxBytes: 80, maxAge: 1000 }, 400);
    expect(victims).toEqual([{ id: id('b'), size: 40, usedAt: 200, place: 2, cause: 'bytes' }]);
    expect(index.shared.totalBytes).toBe(80);
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
    expect(index.shared.count).toBe(1);
  });

  it('takes what own scopes have beyond their share, however new it is', () => {
    const index = makeIndex();
    index.own.add(id('d'), 40, 350, 4);
    index.own.add(id('e'), 40, 360, 5);
    const victims = takeVictims(index, { maxBytes: 200, maxAge: 1000 }, 400);
    expect(victims.map(({ id: [name] }) => name)).toEqual(['d']);
    expect(index.shared.count).toBe(3);
  });

  it('takes the longest unused of both within that share', () => {
    const index = makeIndex();
    index.own.add(id('d'), 20, 150, 4);
    const victims = takeVictims(index, { maxBytes: 80, maxAge: 1000 }, 400);
    expect(victims.map(({ id: [name] }) => name)).toEqual(['a', 'd']);
  });

  it('leaves three quarters to trusted runs, whatever own scopes store', () => {
    const index = makeIndex();
    const limits = { maxBytes: 160, maxAge: 1000 };
    for (let count = 0; count < 500; count += 1) {
      index.own.add(count.toString(16).padStart(32, '0'), 7, 400 + count, 9);
      takeVictims(index, limits, 400 + count);
    }
    expect(index.shared.count).toBe(3);
  });
});
