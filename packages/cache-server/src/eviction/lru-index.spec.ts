import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type IndexEntry, LruIndex } from './lru-index.js';

const id = (number: number) => number.toString(16).padStart(8, '0').repeat(4);

/** The same by the simplest means: a Map keeps the order of insertion. */
class PlainIndex {
  entries = new Map<string, IndexEntry>();

  add(name: string, size: number, usedAt: number, place: number) {
    this.entries.delete(name);
    this.entries.set(name, { size, usedAt, place });
  }

  addOldest(name: string, size: number, usedAt: number, place: number) {
    if (!this.entries.has(name))
      this.entries = new Map([[name, { size, usedAt, place }], ...this.entries]);
  }

  touch(name: string, usedAt: number) {
    const entry = this.entries.get(name);
    if (entry) this.add(name, entry.size, usedAt, entry.place);
    return entry;
  }

  relocate(name: string, place: number) {
    const entry = this.entries.get(name);
    if (entry) this.entries.set(name, { ...entry, place });
  }

  sortByUse() {
    const sorted = [...this.entries].sort(([, left], [, right]) => left.usedAt - right.usedAt);
    this.entries = new Map(sorted);
  }

  remove(name: string) {
    return this.entries.delete(name);
  }
}

// Few ids, so that they meet; those with equal first words also share their place in the table.
const anyId = fc.oneof(
  fc.integer({ min: 0, max: 40 }).map(id),
  fc.integer({ min: 0, max: 9 }).map((number) => `00000007${id(number).slice(8)}`),
);
const step = fc.record({
  kind: fc.constantFrom('add', 'addOldest', 'touch', 'remove', 'relocate', 'sortByUse'),
  id: anyId,
  size: fc.integer({ min: 0, max: 1e12 }),
  // Few of them are alike.
  usedAt: fc.oneof(fc.integer({ min: 0, max: 4e9 }), fc.integer({ min: 0, max: 9 })),
  place: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
});

it('keeps what a plain ordered map keeps, in the same order', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const index = new LruIndex(2);
      const plain = new PlainIndex();
      for (const { kind, id: name, size, usedAt, place } of steps) {
        if (kind === 'touch') expect(index.touch(name, usedAt)).toEqual(plain.touch(name, usedAt));
        else if (kind === 'remove') expect(index.remove(name)).toBe(plain.remove(name));
        else
          for (const each of [index, plain])
            if (kind === 'relocate') each.relocate(name, place);
            else if (kind === 'sortByUse') each.sortByUse();
            else each[kind as 'add'](name, size, usedAt, place);
        expect(index.has(name)).toBe(plain.entries.has(name));
      }
      const sizes = [...plain.entries.values()].map(({ size }) => size);
      expect(index.totalBytes).toBe(sizes.reduce((total, size) => total + size, 0));
      expect(index.count).toBe(plain.entries.size);
      for (const [name, entry] of plain.entries) {
        expect(index.peekOldest()).toEqual({ id: name, ...entry });
        expect(index.get(name)).toEqual(entry);
        index.remove(name);
      }
      expect(index.peekOldest()).toBeUndefined();
    }),
  );
});

/** Ids are digests: any part of them is as good as random. */
const scatter = (number: number) => Math.imul(number, 2654435761) >>> 0;

it('holds a million objects in tens of megabytes', () => {
  const before = process.memoryUsage().arrayBuffers;
  const index = new LruIndex();
  for (let number = 0; number < 1_000_000; number += 1)
    index.add(`${id(scatter(number)).slice(0, 8)}${id(number).slice(8)}`, 1000, number, 0);
  expect(index.count).toBe(1_000_000);
  expect(index.totalBytes).toBe(1e9);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(120 * 1024 * 1024);
  for (let number = 0; number < 999_999; number += 1) index.remove(index.peekOldest()?.id ?? '');
  expect(index.peekOldest()).toMatchObject({ usedAt: 999_999 });
});
