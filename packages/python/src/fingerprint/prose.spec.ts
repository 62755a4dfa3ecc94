import { describe, expect, it } from 'vitest';
import { globMatcher } from '../nx-internal.js';
import { groupMatcher } from '../verify/input-group.js';
import { proseOutside } from './prose.js';

const prose = ['README.md', 'docs/a.md', 'docs/src/a.rst', 'tests/unit/a.md', '.github/a.md'];
const near = ['s/a.md', 'sr/a.md', 'sru/a.md', 'srcs/a.md', 'src_/a.rst', 'ſrc/a.md', 'Src/a.md'];
const shipped = ['src/a.md', 'src/core/a.rst', 'src/core/prompts/docs/a.md'];

describe('prose outside of some folders', () => {
  const rows: [folders: string[], left: string[], kept: string[]][] = [
    [[], [...prose, ...near, ...shipped], ['a.txt', 'src/a.py']],
    [['src'], [...prose, ...near], [...shipped, 'src/a.py', 'docs/a.py']],
    [
      ['src', 'sr', 'core_api'],
      ['README.md', 's/a.md', 'core/a.md', 'core_api2/a.md', 'c/a.md', 'srcs/a.md', 'srx/a.md'],
      ['src/a.md', 'sr/a.md', 'core_api/a.md', 'core_api/b/c/a.md'],
    ],
    [
      ['a-b', 'a_b', 'aZb'],
      ['a/x.md', 'acb/x.md', 'a.b/x.md'],
      ['a-b/x.md', 'a_b/x.md', 'aZb/x.md'],
    ],
    [['größe'], ['README.md'], ['größe/a.md', 'docs/a.md']],
  ];
  it.each(rows)('%j', async (folders, left, kept) => {
    const files = [...left, ...kept];
    const globs = ['**/*', ...proseOutside(folders).map((glob) => `!${glob}`)];
    const inNx = (await globMatcher())(globs, files);
    expect(files.filter((_, index) => !inNx[index])).toEqual(left);
    const ours = groupMatcher([{ globs }], () => undefined);
    expect(files.filter((file) => !ours(file))).toEqual(left);
  });
});
