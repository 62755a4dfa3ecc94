import { describe, expect, it } from 'vitest';
import { newConstraint } from './poetry-constraint.js';
import type { VersionPrefix } from './requirement-range.js';

describe('a constraint of Poetry follows a version', () => {
  const rows: [
    before: string,
    version: string,
    prefix: VersionPrefix,
    after: string | undefined,
  ][] = [
    ['^1.0', '1.4.0', 'auto', '^1.4.0'],
    ['^1', '2.0.0', 'auto', '^2.0.0'],
    ['^1.0', '1.4.0b1', 'auto', '^1.4.0b1'],
    ['~1', '1.4.0', 'auto', '~1'],
    ['~1.0', '1.4.2', 'auto', '~1.4'],
    ['~1.0.3', '1.4.2', 'auto', '~1.4.2'],
    ['~1.0', '1.4.0b1', 'auto', '~1.4.0b1'],
    ['1.0', '1.4.0', 'auto', '1.4.0'],
    ['1.*', '2.4.0', 'auto', '2.*'],
    ['1.0.*', '2.4.0', 'auto', '2.4.*'],
    ['~=1.0', '1.4.0', 'auto', '~=1.4'],
    ['==1.0', '1.4.0', 'auto', '==1.4.0'],
    ['>=1.0,<2.0', '2.1.0', 'auto', '>=2.1.0,<3'],
    ['>=1.0 <2.0', '1.1.0', 'auto', '>=1.1.0,<2.0'],
    ['>=1.0,!=1.4.0', '1.4.0', 'auto', '>=1.4.0'],
    ['*', '1.4.0', 'auto', '>=1.4.0'],
    ['^1.0 || ^2.0', '3.0.0', 'auto', undefined],
    ['whatever', '3.0.0', 'auto', undefined],
    ['^1.0', '1.4.0', '', '1.4.0'],
    ['^1.0', '1.4.0', '=', '==1.4.0'],
    ['^1.0', '1.4.0', '~', '~1.4.0'],
    ['>=1.0', '1.4.0', '^', '^1.4.0'],
  ];
  it.each(rows)('%j for %s with %j: %j', (before, version, prefix, after) => {
    expect(newConstraint(before, version, prefix)).toBe(after);
  });
});
