import fc from 'fast-check';
import { expect, it } from 'vitest';
import { packKey, packNumber, packPrefix } from './pack-keys.js';

it('are names that GitHub takes, and tell number and ref apart', () => {
  const refs = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constant(`refs/heads/${'ü,'.repeat(300)}`),
  );
  fc.assert(
    fc.property(refs, refs, fc.integer({ min: 1, max: 99_999_999 }), (one, other, number) => {
      fc.pre(one !== other);
      const key = packKey(one, number);
      expect(key.length).toBeLessThanOrEqual(512);
      expect(key).not.toContain(',');
      expect(packNumber(one, key)).toBe(number);
      expect(packNumber(other, key)).toBeUndefined();
      expect(key.startsWith(packPrefix(other))).toBe(false);
    }),
  );
});

it.each(['main', 'refs/heads/main/00000001', 'refs/heads/mai'])(
  'of another ref never begin like those of refs/heads/main: %s',
  (ref) => expect(packKey(ref, 1).startsWith(packPrefix('refs/heads/main'))).toBe(false),
);

it.each(['0000000x', '00000000', '1', '000000001', '-0000001'])('have no number in %s', (text) => {
  expect(packNumber('main', packPrefix('main') + text)).toBeUndefined();
});
