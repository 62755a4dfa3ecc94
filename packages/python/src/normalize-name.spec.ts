import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalizeName } from './normalize-name.js';

describe('the PEP 503 form of a name', () => {
  const rows: [name: string, normalized: string][] = [
    ['requests', 'requests'],
    ['Lib_Core', 'lib-core'],
    ['lib.core', 'lib-core'],
    ['lib-core', 'lib-core'],
    ['lib-_.core', 'lib-core'],
    ['zope.interface', 'zope-interface'],
    ['A', 'a'],
  ];
  it.each(rows)('%s → %s', (name, normalized) => {
    expect(normalizeName(name)).toBe(normalized);
  });

  it('is the same for every spelling, and its own form', () => {
    const part = fc.stringMatching(/^[A-Za-z0-9]{1,6}$/);
    const separator = fc.stringMatching(/^[-_.]{1,3}$/);
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), separator, (parts, between) => {
        const expected = parts.join('-').toLowerCase();
        expect(normalizeName(parts.join(between))).toBe(expected);
        expect(normalizeName(expected)).toBe(expected);
      }),
    );
  });
});
