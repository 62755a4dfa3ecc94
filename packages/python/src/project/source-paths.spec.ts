import { describe, expect, it } from 'vitest';
import { coveringPaths, importRoot, isHashed } from './source-paths.js';

it.each([
  [['src/a/x.py'], 'src'],
  [['a/x.py', 'tests/test_x.py'], '.'],
  [['srcs/x.py'], '.'],
  [[], '.'],
])('%j is imported from %s', (files, root) => {
  expect(importRoot(files)).toBe(root);
});

describe('paths that cover some of the files of a project', () => {
  const all = ['setup.py', 'a/x.py', 'a/b/y.py', 'a/b/z.py', 'tests/test_x.py'];
  type Row = [title: string, chosen: string[], nested: string[], covering: string[]];
  const rows: Row[] = [
    ['all of them', all, [], ['a', 'setup.py', 'tests']],
    ['none', [], [], []],
    ['a folder', ['a/x.py', 'a/b/y.py', 'a/b/z.py'], [], ['a']],
    ['a folder in a folder', ['a/b/y.py', 'a/b/z.py'], [], ['a/b']],
    ['a part of a folder', ['a/x.py', 'a/b/y.py'], [], ['a/b/y.py', 'a/x.py']],
    ['around a project', all, ['a/other'], ['a/b', 'a/x.py', 'setup.py', 'tests']],
    ['around a project at the top', all, ['other'], ['a', 'setup.py', 'tests']],
  ];
  it.each(rows)('%s', (_title, chosen, nested, covering) => {
    expect(coveringPaths(all, chosen, nested)).toEqual(covering);
  });
});

it.each([
  ['dist/a.py', false],
  ['src/a.egg-info/x.py', false],
  ['src/a/__pycache__/x.py', false],
  ['src/dist/a.py', true],
  ['.github/release.py', true],
])('%s is an input: %s', (file, expected) => {
  expect(isHashed(file)).toBe(expected);
});
