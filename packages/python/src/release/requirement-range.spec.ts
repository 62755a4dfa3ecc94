import { describe, expect, it } from 'vitest';
import { newSpecifiers, type VersionPrefix } from './requirement-range.js';

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
