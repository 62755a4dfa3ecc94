import { describe, expect, it } from 'vitest';
import { errorOf } from '../testing/error-of.js';
import { filesBehind, linksByProject, projectLinks, type WorkspaceLink } from './links.js';

const link = (path: string, target: string, problem?: 'outside' | 'ignored'): WorkspaceLink => ({
  path,
  target,
  problem,
});

describe('what the links of a project lead to', () => {
  const rows: [title: string, links: WorkspaceLink[], targets: string[][]][] = [
    ['a file', [link('a/x.py', 'shared/x.py')], [['shared/x.py']]],
    [
      'a folder with links inside',
      [link('a/x', 'shared'), link('shared/y/z', 'data'), link('data/w', 'more/w.py')],
      [['shared', 'data', 'more/w.py']],
    ],
    ['each other', [link('a/x', 'b'), link('b/y', 'a')], [['b', 'a']]],
    ['the folder above', [link('a/x', 'a')], [['a']]],
  ];
  it.each(rows)('%s', (_title, links, targets) => {
    const own = linksByProject(links, new Set(['a'])).get('a') ?? [];
    expect(projectLinks('a', own, links).map((found) => found.targets)).toEqual(targets);
  });
});

describe('a link that leads to what is not hashed is refused', () => {
  const rows: [title: string, links: WorkspaceLink[], words: RegExp][] = [
    ['outside', [link('a/x', '../y', 'outside')], /^a\/x is a link .* to \.\.\/y, which is not in/],
    ['ignored', [link('a/x', 'dist', 'ignored')], /to dist, which is ignored by git or Nx/],
    [
      'through another',
      [link('a/x', 'shared'), link('shared/y', '../z', 'outside')],
      /^a\/x is a link that leads, through the link shared\/y, to \.\.\/z/,
    ],
  ];
  it.each(rows)('%s', (_title, links, words) => {
    const error = errorOf(() => projectLinks('a', links.slice(0, 1), links));
    expect(error).toMatchObject({ code: 'LINK_REFUSED', place: { file: 'a/x' } });
    expect(error.message).toMatch(words);
  });
});

it('links count to the nearest project', () => {
  const links = [link('a/b/x', 'y'), link('a/x', 'y'), link('c/x', 'y')];
  const found = linksByProject(links, new Set(['a', 'a/b']));
  expect([...found].map(([root, own]) => [root, own.map(({ path }) => path)])).toEqual([
    ['a/b', ['a/b/x']],
    ['a', ['a/x']],
  ]);
});

it('files have names behind links', () => {
  const links = [
    link('a/m', 'shared/m'),
    link('a/f.py', 'shared/f.py'),
    link('shared/m/deep', 'data'),
    link('data/loop', 'data'),
    link('a/out', '../x', 'outside'),
  ];
  const files = ['data/d.py', 'shared/f.py', 'shared/m/x.py', 'shared/mm.py'];
  expect(Object.fromEntries(filesBehind(links, files))).toEqual({
    'a/m/x.py': 'shared/m/x.py',
    'a/f.py': 'shared/f.py',
    'shared/m/deep/d.py': 'data/d.py',
    'a/m/deep/d.py': 'data/d.py',
  });
});
