import { describe, expect, it } from 'vitest';
import { isSameVersion } from './same-version.js';

describe('versions in other spellings', () => {
  const rows: [left: string, right: string, same: boolean][] = [
    ['3.6', '3.6', true],
    ['3.6', '3.7', false],
    ['3.6', '3.6.0', true],
    ['1.0', '1', true],
    ['10', '1', false],
    ['2024.01.05', '2024.1.5', true],
    ['1.0-alpha.1', '1.0a1', true],
    ['1.0c2', '1.0rc2', true],
    ['1.0rc1', '1.0', false],
    ['1.0.post1', '1.0-1', true],
    ['1.0.rev1', '1.0.post1', true],
    ['1.0.dev3', '1.0dev3', true],
    ['1.0+cpu', '1.0', false],
    ['1.0+Ubuntu-1', '1.0+ubuntu.1', true],
    ['1!1.0', '1.0', false],
    ['v1.0', '1.0', true],
    ['odd', 'odd', true],
    ['odd', 'other', false],
  ];
  it.each(rows)('%s, %s: %s', (left, right, same) => {
    expect(isSameVersion(left, right)).toBe(same);
    expect(isSameVersion(right, left)).toBe(same);
  });
});
