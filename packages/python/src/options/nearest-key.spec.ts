import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { targetKinds } from './names.js';
import { nearestKey } from './nearest-key.js';

const known = ['targets', 'typeChecker', 'signal', 'groups', 'extras'];

describe('the known key that was most likely meant', () => {
  const rows: [key: string, known: readonly string[], near: string | undefined][] = [
    ['target', known, 'targets'],
    ['tragets', known, 'targets'],
    ['type-checker', known, 'typeChecker'],
    ['type_checker', known, 'typeChecker'],
    ['TYPECHECKER', known, 'typeChecker'],
    ['grups', known, 'groups'],
    ['test-unit', targetKinds, 'test:unit'],
    ['testIntegration', targetKinds, 'test:integration'],
    ['type-check', targetKinds, 'typecheck'],
    ['integration', ['test:integration', 'signal'], undefined],
    ['coverage', known, undefined],
    ['', known, undefined],
    ['targets', [], undefined],
  ];
  it.each(rows)('%j of %j → %s', (key, keys, near) => {
    expect(nearestKey(key, keys)).toBe(near);
  });
});

const word = fc.stringMatching(/^[a-z]{4,10}$/);
const words = fc.uniqueArray(word, { minLength: 1, maxLength: 6 });

describe('properties', () => {
  it('a known key is nearest to itself, however it is spelled', () => {
    fc.assert(
      fc.property(words, fc.nat(), (keys, index) => {
        const key = keys[index % keys.length] ?? '';
        expect(nearestKey(key, keys)).toBe(key);
        expect(nearestKey(`_${key.toUpperCase()}-`, keys)).toBe(key);
      }),
    );
  });

  it('one letter too many or too few leads back to the only key there is', () => {
    fc.assert(
      fc.property(word, fc.nat(), (key, seed) => {
        const at = seed % key.length;
        expect(nearestKey(key.slice(0, at) + key.slice(at + 1), [key])).toBe(key);
        expect(nearestKey(`${key.slice(0, at)}x${key.slice(at)}`, [key])).toBe(key);
      }),
    );
  });

  it('only known keys are named', () => {
    fc.assert(
      fc.property(fc.string(), words, (key, keys) => {
        expect([undefined, ...keys]).toContain(nearestKey(key, keys));
      }),
    );
  });
});
