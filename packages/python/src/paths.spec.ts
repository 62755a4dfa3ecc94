import { posix } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { directoryOf, isInside, joinPath, relativeInside, withAncestors } from './paths.js';

const segment = fc.constantFrom('a', 'b', 'lib', 'libs', 'a-b', '.hidden', '..x');
const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
const directory = fc.oneof(fc.constant('.'), path);

describe('the directory of a file', () => {
  const rows: [file: string, directory: string][] = [
    ['pyproject.toml', '.'],
    ['libs/a/pyproject.toml', 'libs/a'],
    ['libs/a', 'libs'],
  ];
  it.each(rows)('%s → %s', (file, expected) => {
    expect(directoryOf(file)).toBe(expected);
  });

  it('joined with the file’s name is the file again', () => {
    fc.assert(
      fc.property(directory, segment, (folder, name) => {
        const file = joinPath(folder, name);
        expect(directoryOf(file)).toBe(folder);
        expect(file).toBe(posix.join(folder, name));
      }),
    );
  });
});

describe('a path joined to a directory', () => {
  const rows: [directory: string, path: string, joined: string][] = [
    ['.', 'b.py', 'b.py'],
    ['a', 'b.py', 'a/b.py'],
    ['a', '.', 'a'],
    ['a', './b/', 'a/b'],
    ['a/b', '../c', 'a/c'],
    ['a/b', '../../c', 'c'],
    ['a', '..', '.'],
    ['.', '.', '.'],
    ['.', '../x', '../x'],
    ['a', '../../../x', '../../x'],
  ];
  it.each(rows)('%s + %s → %s', (folder, other, joined) => {
    expect(joinPath(folder, other)).toBe(joined);
  });

  it('is what the path library of Node makes of it', () => {
    const step = fc.oneof(segment, fc.constantFrom('..', '.'));
    const steps = fc.array(step, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('/'));
    fc.assert(
      fc.property(directory, steps, (folder, other) => {
        expect(joinPath(folder, other)).toBe(posix.join(folder, other).replace(/(?<=.)\/$/, ''));
      }),
    );
  });
});

describe('whether a path is inside a directory', () => {
  const rows: [path: string, directory: string, inside: boolean][] = [
    ['libs/a', 'libs', true],
    ['libs/a', 'libs/a', true],
    ['libs/ab', 'libs/a', false],
    ['libs', 'libs/a', false],
    ['libs/a', '.', true],
    ['.', '.', true],
    ['..x', '.', true],
    ['../x', '.', false],
    ['..', '.', false],
  ];
  it.each(rows)('%s in %s: %s', (inner, outer, inside) => {
    expect(isInside(inner, outer)).toBe(inside);
  });

  it('holds for exactly the directories above it', () => {
    fc.assert(
      fc.property(path, directory, (inner, outer) => {
        expect(isInside(inner, outer)).toBe(withAncestors(inner).includes(outer));
      }),
    );
  });
});

it('a path seen from a directory leads back to itself', () => {
  fc.assert(
    fc.property(directory, directory, (folder, below) => {
      const inner = joinPath(folder, below);
      expect(relativeInside(inner, folder)).toBe(below);
      expect(joinPath(folder, relativeInside(inner, folder))).toBe(inner);
    }),
  );
});

describe('a directory and all above it, nearest first', () => {
  const rows: [directory: string, all: string[]][] = [
    ['.', ['.']],
    ['a', ['a', '.']],
    ['a/b/c', ['a/b/c', 'a/b', 'a', '.']],
  ];
  it.each(rows)('%s', (folder, all) => {
    expect(withAncestors(folder)).toEqual(all);
  });
});
