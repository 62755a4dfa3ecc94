import { describe, expect, it } from 'vitest';
import {
  joinRequirement,
  newSpecifiers,
  splitRequirement,
  type VersionPrefix,
} from './requirement-range.js';

describe('a requirement follows a version', () => {
  const rows: [
    before: string,
    version: string,
    prefix: VersionPrefix,
    after: string | undefined,
  ][] = [
    ['>=1.0,<2', '1.4.0', 'auto', '>=1.4.0,<2'],
    ['>=1.0,<2', '2.0.0', 'auto', '>=2.0.0,<3'],
    ['>=0.1.0, <0.2', '0.2.0', 'auto', '>=0.2.0,<0.3'],
    ['~=1.0', '1.4.0', 'auto', '~=1.4'],
    ['~=1.0.3', '1.4.0', 'auto', '~=1.4.0'],
    ['~=1.0', '1.4.0b1', 'auto', '~=1.4.0b1'],
    ['==1.0.0', '1.4.0', 'auto', '==1.4.0'],
    ['==1.*', '2.4.0', 'auto', '==2.*'],
    ['===1.0', '1.4.0', 'auto', '===1.4.0'],
    ['>1.0', '1.4.0', 'auto', '>=1.4.0'],
    ['>=1.0,!=1.2', '1.4.0', 'auto', '>=1.4.0,!=1.2'],
    ['>=1.0,!=1.4.0', '1.4.0', 'auto', '>=1.4.0'],
    ['<=1.2', '1.4.0', 'auto', '<2'],
    ['', '1.4.0', 'auto', '>=1.4.0'],
    ['>= one', '1.4.0', 'auto', '>=1.4.0'],
    ['something', '1.4.0', 'auto', undefined],
    ['>=1.0', '1.4.0', '', '==1.4.0'],
    ['>=1.0', '1.4.0', '=', '==1.4.0'],
    ['>=1.0', '1.4.0', '~', '~=1.4.0'],
    ['>=1.0', '1.4.0', '^', '>=1.4.0,<2'],
    ['', '0.4.2', '^', '>=0.4.2,<0.5'],
  ];
  it.each(rows)('%j for %s with %j: %j', (before, version, prefix, after) => {
    expect(newSpecifiers(before, version, prefix)).toBe(after);
  });
});

describe('a requirement is put together as it was', () => {
  const rows: [text: string, again?: string][] = [
    ['models'],
    ['models>=1.0,<2'],
    ['models[fast,db]>=1.0 ; python_version < "3.12"'],
    ['models (>=1.0)', 'models>=1.0'],
    ['models >= 1.0; extra == "x"', 'models>= 1.0 ; extra == "x"'],
  ];
  it.each(rows)('%s', (text, again = text) => {
    const parts = splitRequirement(text);
    expect(parts && joinRequirement(parts)).toBe(again);
  });
});

it('an address is no range', () => {
  expect(splitRequirement('models @ https://example.test/models.whl')).toBeUndefined();
});
