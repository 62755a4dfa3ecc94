import { describe, expect, it } from 'vitest';
import { covers, type Selection, syncArguments, unite } from './selection.js';

const some = (packages: string[] | undefined, more: Partial<Selection> = {}): Selection => ({
  ...(packages ? { packages } : {}),
  groups: ['dev'],
  extras: [],
  ...more,
});

describe('an environment has what is asked for', () => {
  const rows: [made: Selection, wanted: Selection, covered: boolean][] = [
    [some(['a', 'b']), some(['a']), true],
    [some(['a']), some(['a', 'b']), false],
    [some(undefined), some(['a']), true],
    [some(['a']), some(undefined), false],
    [some(['a']), some(['a'], { groups: [] }), true],
    [some(['a']), some(['a'], { groups: ['dev', 'docs'] }), false],
    [some(['a']), some(['a'], { extras: ['x'] }), false],
    [some(['a']), some(['a'], { isExact: true }), false],
    [some(undefined), some(['a'], { isExact: true }), true],
  ];
  it.each(rows)('%j, %j: %s', (made, wanted, covered) => {
    expect(covers(made, wanted)).toBe(covered);
  });
});

it('what two ask for is what either asks for', () => {
  expect(unite(some(['b'], { extras: ['y'] }), some(['a'], { groups: ['x'] }))).toEqual(
    some(['a', 'b'], { groups: ['dev', 'x'], extras: ['y'] }),
  );
  expect(unite(some(['b']), some(undefined))).toEqual(some(undefined));
});

describe('arguments of uv', () => {
  const group = ['--group', 'dev'];
  it.each<[Selection, string[]]>([
    [some(undefined), ['--all-packages', ...group]],
    [some(['a', 'b']), ['--package', 'a', '--package', 'b', ...group, '--inexact']],
    [some(['a'], { isExact: true, groups: [] }), ['--package', 'a']],
    [some(undefined, { groups: [], extras: ['x'] }), ['--all-packages', '--extra', 'x']],
  ])('%j', (selection, args) => {
    expect(syncArguments(selection)).toEqual([['sync', '--frozen', ...args]]);
  });

  it('take groups of the root in a call of their own where a member has one of that name', () => {
    const selection = some(['a'], { rootGroups: ['dev'] });
    expect(syncArguments(selection)).toEqual([
      ['sync', '--frozen', '--package', 'a', ...group, '--inexact'],
      ['sync', '--frozen', '--only-group', 'dev', '--inexact'],
    ]);
    expect(unite(selection, some(['b']))).toEqual(some(['a', 'b'], { rootGroups: ['dev'] }));
    expect(syncArguments(unite(selection, some(undefined)))).toHaveLength(1);
  });
});
