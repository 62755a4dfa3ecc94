import { describe, expect, it } from 'vitest';
import { readLockEntries } from '../lock/read-lock.js';
import { parsePyproject } from '../toml/pyproject.js';
import { compareWithLock, type LockMismatch } from './compare-lock.js';
import type { Installed, Origin } from './distributions.js';
import { wantedBy } from './wanted.js';

const poetry = (entries: string) =>
  readLockEntries('poetry.lock', `${entries}\n[metadata]\nlock-version = "2.1"\n`);
const entry = (name: string, version: string, more = '') =>
  `[[package]]\nname = "${name}"\nversion = "${version}"\n${more}\n`;
const from = (more: string) => `[package.source]\n${more}`;

const installed = (name: string, version: string, origin?: Origin): Installed => ({
  name,
  version,
  info: `${name}-${version}.dist-info`,
  origin,
});

const wanted = (dependencies: string) =>
  wantedBy([parsePyproject('pyproject.toml', `[project]\nname = "a"\n${dependencies}`)]);

function compare(
  lock: string,
  present: Installed[],
  dependencies = 'dependencies = ["x"]',
): LockMismatch[] {
  return compareWithLock(
    poetry(lock),
    present,
    wanted(dependencies),
    (locked, path) => `/repo/${locked}` === path,
  );
}

const git = (commit: string): Origin => ({ kind: 'vcs', url: 'https://x/y', commit });
const folder = (path: string): Origin => ({ kind: 'folder', path, editable: true });
const archive: Origin = { kind: 'archive', url: 'https://other/x-1-py3-none-any.whl' };
const fromGit = from('type = "git"\nurl = "https://x/y"\nresolved_reference = "abc"');
const fromFolder = from('type = "directory"\nurl = "lib"');
const fromUrl = from('type = "url"\nurl = "https://here/x-1-py3-none-any.whl"');

describe('what is installed fits the lock', () => {
  const rows: [title: string, lock: string, present: Installed[]][] = [
    ['with the same version', entry('x', '1.0'), [installed('x', '1')]],
    [
      'with one of several that markers choose from',
      entry('x', '1') + entry('x', '2'),
      [installed('x', '2')],
    ],
    ['with something more', entry('x', '1'), [installed('x', '1'), installed('y', '5')]],
    ['when a marker left it out', entry('x', '1', 'markers = "sys_platform == \'win32\'"'), []],
    ['when it is optional', entry('x', '1', 'optional = true'), []],
    [
      'when a dependency of a dependency has a condition',
      `${entry('x', '1')}[package.dependencies]\ny = {version = "*", markers = "os_name == 'nt'"}\n${entry('y', '1')}`,
      [installed('x', '1')],
    ],
    ['at the same commit', entry('x', '1', fromGit), [installed('x', '1', git('abc'))]],
    [
      'from the same folder',
      entry('x', '1', fromFolder),
      [installed('x', '3', folder('/repo/lib'))],
    ],
    ['from the same file', entry('x', '1', fromUrl), [installed('x', '1', archive)]],
  ];
  it.each(rows)('%s', (_title, lock, present) => {
    expect(compare(lock, present)).toEqual([]);
  });

  it('when nobody asks for it any more, or only a group does', () => {
    expect(compare(entry('x', '1'), [installed('x', '2')], '')).toEqual([]);
    const group = '[dependency-groups]\ndocs = ["x"]';
    expect(compare(entry('x', '1'), [], group)).toEqual([]);
    expect(compare(entry('x', '1'), [], 'dependencies = ["x; os_name == \'nt\'"]')).toEqual([]);
  });
});

describe('what is installed is not what the lock says', () => {
  const rows: [title: string, lock: string, present: Installed[], found: LockMismatch][] = [
    [
      'another version',
      entry('x', '2'),
      [installed('x', '1')],
      { name: 'x', locked: '2', installed: '1' },
    ],
    ['nothing', entry('x', '2'), [], { name: 'x', locked: '2', installed: 'nothing' }],
    [
      'a dependency of a dependency',
      `${entry('x', '1')}[package.dependencies]\ny = "*"\n${entry('y', '1')}`,
      [installed('x', '1')],
      { name: 'y', locked: '1', installed: 'nothing' },
    ],
    [
      'another commit',
      entry('x', '1', fromGit),
      [installed('x', '1', git('def'))],
      { name: 'x', locked: '1 at abc', installed: '1 at def' },
    ],
    [
      'the index in place of a repository',
      entry('x', '1', fromGit),
      [installed('x', '1')],
      { name: 'x', locked: '1 at abc', installed: '1 from an index' },
    ],
    [
      'a folder in place of the index',
      entry('x', '1'),
      [installed('x', '1', folder('/tmp/x'))],
      { name: 'x', locked: '1', installed: 'the folder /tmp/x' },
    ],
    [
      'another folder',
      entry('x', '1', fromFolder),
      [installed('x', '1', folder('/tmp/lib'))],
      { name: 'x', locked: 'the folder lib', installed: 'the folder /tmp/lib' },
    ],
  ];
  it.each(rows)('%s', (_title, lock, present, found) => {
    expect(compare(lock, present)).toEqual([found]);
  });
});

describe('conditions in the other formats', () => {
  it('of pdm.lock', () => {
    const text = (marker: string) =>
      `[metadata]\nlock_version = "4.5.0"\n[[package]]\nname = "x"\nversion = "1"\n${marker}`;
    const of = (marker: string) =>
      compareWithLock(
        readLockEntries('pdm.lock', text(marker)),
        [],
        wanted('dependencies = ["x"]'),
        () => false,
      );
    expect(of('')).toEqual([{ name: 'x', locked: '1', installed: 'nothing' }]);
    expect(of('marker = "os_name == \'nt\'"')).toEqual([]);
  });

  it('of pylock.toml', () => {
    const text = (more: string) =>
      `lock-version = "1.0"\n[[packages]]\nname = "x"\nversion = "1"\n${more}`;
    const of = (more: string, present: Installed[]) =>
      compareWithLock(
        readLockEntries('pylock.toml', text(more)),
        present,
        wanted('dependencies = ["x"]'),
        () => false,
      );
    expect(of('', [installed('x', '2')])).toHaveLength(1);
    expect(of('marker = "os_name == \'nt\'"', [])).toEqual([]);
    const vcs = '[packages.vcs]\ntype = "git"\nurl = "https://x/y"\ncommit-id = "abc"';
    expect(of(vcs, [installed('x', '1', git('abc'))])).toEqual([]);
    expect(of(vcs, [installed('x', '1', git('def'))])).toHaveLength(1);
  });
});
