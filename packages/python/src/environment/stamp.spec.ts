import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BuiltSources } from './local-sources.js';
import { covers } from './selection.js';
import { compareStamps, parseStamp, type Stamp } from './stamp.js';

const stamp: Stamp = {
  version: 4,
  selection: { packages: ['a', 'b'], groups: ['dev'], extras: [] },
  members: ['a', 'b'],
  pending: [],
  files: { 'uv.lock': 'l1', 'pyproject.toml': 'p1', 'libs/a/pyproject.toml': 'a1' },
  locked: { 'idna@3.6': 'i1' },
  sources: { pricing: { digest: 'n1', made: { 'x.so': '1' } } },
  local: [],
  interpreter: 'version = 3.12',
  installed: 1000,
};

const selected = (more: Partial<Stamp['selection']>): Stamp['selection'] => ({
  ...stamp.selection,
  ...more,
});

const built = (more: Partial<BuiltSources>): Stamp['sources'] => ({
  pricing: { digest: 'n1', made: { 'x.so': '1' }, ...more },
});

describe('an environment is made anew when what it was made from has changed', () => {
  const rows: [title: string, before: Stamp | undefined, sync: boolean, rebuild: string[]][] = [
    ['nothing changed', { ...stamp }, false, []],
    ['there is none', undefined, true, ['pricing']],
    ['a member more', { ...stamp, selection: selected({ packages: ['a'] }) }, true, []],
    ['a group more', { ...stamp, selection: selected({ groups: [] }) }, true, []],
    ['a member less', { ...stamp, selection: selected({ packages: ['a', 'b', 'c'] }) }, false, []],
    ['it holds all', { ...stamp, selection: { groups: ['dev'], extras: [] } }, false, []],
    ['what is still to be replaced', { ...stamp, pending: ['idna'] }, false, ['idna']],
    ['another lock', { ...stamp, files: { ...stamp.files, 'uv.lock': 'l0' } }, true, []],
    [
      'a package of the same version from elsewhere',
      { ...stamp, files: { ...stamp.files, 'uv.lock': 'l0' }, locked: { 'idna@3.6': 'i0' } },
      true,
      ['idna'],
    ],
    [
      'a package of another version, which uv sees',
      { ...stamp, files: { ...stamp.files, 'uv.lock': 'l0' }, locked: { 'idna@3.5': 'i0' } },
      true,
      [],
    ],
    ['another manifest', { ...stamp, files: { ...stamp.files, 'pyproject.toml': 'p0' } }, true, []],
    ['a manifest more', { ...stamp, files: { 'uv.lock': 'l1', 'pyproject.toml': 'p1' } }, true, []],
    ['a manifest less', { ...stamp, files: { ...stamp.files, 'b/pyproject.toml': 'b' } }, true, []],
    ['another interpreter', { ...stamp, interpreter: 'version = 3.11' }, true, []],
    ['a package more or less: built by whom?', { ...stamp, installed: 999 }, true, ['pricing']],
    ['other sources', { ...stamp, sources: built({ digest: 'n0' }) }, true, ['pricing']],
    ['first sources', { ...stamp, sources: {} }, true, ['pricing']],
    ['a file that the build made', { ...stamp, sources: built({ made: {} }) }, true, ['pricing']],
    [
      'another file than the build made',
      { ...stamp, sources: built({ made: { 'x.so': '0' } }) },
      true,
      ['pricing'],
    ],
    [
      'sources that are gone',
      { ...stamp, sources: { ...stamp.sources, old: { digest: 'o', made: {} } } },
      false,
      [],
    ],
  ];
  it.each(rows)('%s', (_title, before, sync, rebuild) => {
    expect(compareStamps(before, stamp)).toEqual({ sync, rebuild });
  });
});

describe('a manifest that cannot be read leaves the environment as it was', () => {
  const unreadable = new Set(['libs/a/pyproject.toml']);
  const mistaken = { ...stamp.files, 'libs/a/pyproject.toml': 'a0' };
  const rows: [title: string, before: Stamp | undefined, sync: boolean][] = [
    ['its own change is passed over', { ...stamp, files: mistaken }, false],
    [
      'another manifest’s is not',
      { ...stamp, files: { ...mistaken, 'pyproject.toml': 'p0' } },
      true,
    ],
    ['nor the lock’s', { ...stamp, files: { ...mistaken, 'uv.lock': 'l0' } }, true],
    ['nor another interpreter', { ...stamp, interpreter: 'x' }, true],
    ['nor no environment at all', undefined, true],
  ];
  it.each(rows)('%s', (_title, before, sync) => {
    expect(compareStamps(before, stamp, unreadable).sync).toBe(sync);
  });
});

const hashes = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('1', '2'));
const stamps: fc.Arbitrary<Stamp> = fc.record({
  version: fc.constant(4 as const),
  selection: fc.record({
    packages: fc.subarray(['a', 'b']),
    groups: fc.constant([]),
    extras: fc.constant([]),
  }),
  pending: fc.constant([]),
  files: hashes,
  locked: fc.dictionary(fc.constantFrom('a@1', 'e@1', 'e@2'), fc.constantFrom('1', '2')),
  sources: fc.dictionary(
    fc.constantFrom('a', 'b', 'c'),
    fc.record({ digest: fc.constantFrom('1', '2'), made: hashes }),
  ),
  local: fc.constant([]),
  interpreter: fc.constantFrom('i', 'j'),
  installed: fc.nat(1),
});

describe('properties', () => {
  it('a stamp needs nothing from its own copy, also when written and read', () => {
    fc.assert(
      fc.property(stamps, (one) => {
        const read = parseStamp(JSON.stringify(one));
        expect(read).toEqual(one);
        expect(compareStamps(read, one)).toEqual({ sync: false, rebuild: [] });
      }),
    );
  });

  it('what differs is never taken for the same', () => {
    fc.assert(
      fc.property(stamps, stamps, (before, now) => {
        const { sources: _before, locked: known, selection: made, ...rest } = before;
        const { sources, locked, selection, ...others } = now;
        const moved = Object.keys(locked)
          .filter((key) => (known[key] ?? locked[key]) !== locked[key])
          .map((key) => key.slice(0, 1));
        const stale = Object.keys(sources).filter(
          (name) =>
            before.installed !== now.installed || !equal(before.sources[name], sources[name]),
        );
        const rebuild = [...new Set([...stale, ...moved])];
        const differs = !equal(rest, others) || !covers(made, selection) || rebuild.length > 0;
        expect(compareStamps(before, now)).toEqual({ sync: differs, rebuild });
      }),
    );
  });

  it('an unreadable manifest never asks for more than a readable one', () => {
    const unreadable = fc.subarray(['a', 'b', 'c', 'd']).map((names) => new Set(names));
    fc.assert(
      fc.property(stamps, stamps, unreadable, (before, now, names) => {
        if (compareStamps(before, now, names).sync) {
          expect(compareStamps(before, now).sync).toBe(true);
        }
      }),
    );
  });
});

function equal(left: unknown, right: unknown): boolean {
  try {
    expect(left).toEqual(right);
    return true;
  } catch {
    return false;
  }
}

describe('a stamp that is damaged or of another version is none', () => {
  const rows: [text: string][] = [
    [''],
    ['{'],
    ['null'],
    ['1'],
    ['"text"'],
    ['[]'],
    ['{}'],
    [JSON.stringify({ ...stamp, version: 1 })],
    [JSON.stringify(stamp).slice(0, 40)],
    ['{"version":1}'],
    [JSON.stringify({ ...stamp, files: null })],
    [JSON.stringify({ ...stamp, sources: undefined })],
    [JSON.stringify({ ...stamp, selection: 'sync' })],
  ];
  it.each(rows)('%s', (text) => {
    expect(parseStamp(text)).toBeUndefined();
  });
});
