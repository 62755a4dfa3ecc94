import { describe, expect, it } from 'vitest';
import { readIgnoreFile } from './ignore-file.js';

describe('a .dockerignore leaves out', () => {
  const rows: [text: string, path: string, ignored: boolean][] = [
    ['', 'a.py', false],
    ['# a.py', 'a.py', false],
    ['a.py', 'a.py', true],
    ['a.py', 'b/a.py', false],
    ['/a.py', 'a.py', true],
    ['./a.py', 'a.py', true],
    ['  a.py  ', 'a.py', true],
    ['a/', 'a/b/c.py', true],
    ['a', 'a/b/c.py', true],
    ['a', 'ab', false],
    ['*.py', 'a.py', true],
    ['*.py', 'b/a.py', false],
    ['*/*.py', 'b/a.py', true],
    ['**/*.py', 'a.py', true],
    ['**/*.py', 'b/c/a.py', true],
    ['**/tests', 'b/tests/c/a.py', true],
    ['**/.*', '.env', true],
    ['**/.*', 'a/.cache/b', true],
    ['**/.*', 'libs/a/src/a/__init__.py', false],
    ['b/**', 'b/c/a.py', true],
    ['?.py', 'a.py', true],
    ['?.py', 'ab.py', false],
    ['[ab].py', 'b.py', true],
    ['[^ab].py', 'b.py', false],
    ['{a,b}.py', 'a.py', false],
    ['*.py\n!a.py', 'a.py', false],
    ['*.py\n!a.py', 'b.py', true],
    ['!a.py\n*.py', 'a.py', true],
    ['a\n!a/b', 'a/b/c.py', false],
    ['a\n!a/b\na/b/c.py', 'a/b/c.py', true],
    ['**\n!src', 'src/a.py', false],
    ['.', 'a.py', true],
    ['a.py\r\nb.py\r\n', 'b.py', true],
  ];
  it.each(rows)('%j: %s → %s', (text, path, ignored) => {
    expect(readIgnoreFile(text)(path)).toBe(ignored);
  });
});
