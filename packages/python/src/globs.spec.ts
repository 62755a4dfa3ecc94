import { describe, expect, it } from 'vitest';
import { projectPrefix, quoteGlob } from './globs.js';
import { globMatcher } from './nx-internal.js';

describe('folders in filesets', () => {
  const rows: [directory: string, prefix: string][] = [
    ['.', '{projectRoot}'],
    ['libs/pay-eu_2.0', '{projectRoot}'],
    ['libs/pay+eu!', '{projectRoot}'],
    ['libs/pay[eu]', '{workspaceRoot}/libs/pay?eu?'],
    ['libs/{a,b}/(old)', '{workspaceRoot}/libs/?a,b?/?old?'],
  ];
  it.each(rows)('%s', (directory, prefix) => {
    expect(projectPrefix(directory)).toBe(prefix);
  });
});

describe('a quoted path matches itself in Nx', () => {
  const paths = [
    'pay[eu]',
    'pay{a,b}',
    'pay(old)',
    'x@(1)',
    '!(x)',
    'a*b',
    'plain',
    '[a-z]',
    '+(a|b)',
  ];
  it.each(paths)('%s', async (path) => {
    const files = [`${path}/a.py`, `${path}/b/.c`];
    expect((await globMatcher())([`${quoteGlob(path)}/**/*`], files)).toEqual([true, true]);
  });
});
