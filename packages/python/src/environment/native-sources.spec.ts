import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, writeFiles } from '../testing/temporary-folder.js';
import { nativeDigests } from './native-sources.js';

const base = {
  'libs/pricing/pyproject.toml': '',
  'libs/pricing/src/pricing/core.c': 'int x;',
  'libs/pricing/src/pricing/__init__.py': '',
};

const digestOf = (folder: string) =>
  nativeDigests(folder, new Map([['pricing', 'libs/pricing']]))['pricing'];

describe('a digest moves with what is compiled', () => {
  const rows: [title: string, files: Record<string, string>, moves: boolean][] = [
    ['nothing', {}, false],
    ['a source’s text', { 'libs/pricing/src/pricing/core.c': 'int y;' }, true],
    ['a new header', { 'libs/pricing/include/x.h': '' }, true],
    ['a Cython module', { 'libs/pricing/src/x.pyx': '' }, true],
    ['a Rust source', { 'libs/pricing/src/lib.rs': '' }, true],
    ['setup.py', { 'libs/pricing/setup.py': '' }, true],
    ['CMakeLists.txt', { 'libs/pricing/CMakeLists.txt': '' }, true],
    ['Cargo.toml in a subfolder', { 'libs/pricing/native/Cargo.toml': '' }, true],
    ['a new extension module', { 'libs/pricing/src/pricing/core.so': '' }, true],
    ['Python', { 'libs/pricing/src/pricing/__init__.py': 'x = 1' }, false],
    ['pyproject.toml, which uv watches', { 'libs/pricing/pyproject.toml': '[project]' }, false],
    ['a hidden folder', { 'libs/pricing/.cache/x.c': '' }, false],
    ['build folders', { 'libs/pricing/build/x.c': '', 'libs/pricing/target/x.rs': '' }, false],
    [
      'a project inside',
      { 'libs/pricing/sub/pyproject.toml': '', 'libs/pricing/sub/x.c': '' },
      false,
    ],
    ['another project', { 'libs/other/x.c': '' }, false],
  ];
  it.each(rows)('%s: %j', (_title, files, moves) => {
    const folder = temporaryFolder(base);
    const before = digestOf(folder);
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    writeFiles(folder, files);
    expect(digestOf(folder) !== before).toBe(moves);
  });

  it('an extension module counts by its name: its contents follow from the sources', () => {
    const built = 'libs/pricing/src/pricing/core.so';
    const folder = temporaryFolder({ ...base, [built]: 'one' });
    const before = digestOf(folder);
    writeFiles(folder, { [built]: 'two' });
    expect(digestOf(folder)).toBe(before);
    rmSync(join(folder, built));
    expect(digestOf(folder)).not.toBe(before);
  });

  it('a renamed source is another', () => {
    const folder = temporaryFolder(base);
    const before = digestOf(folder);
    rmSync(join(folder, 'libs/pricing/src/pricing/core.c'));
    writeFiles(folder, { 'libs/pricing/src/pricing/code.c': 'int x;' });
    expect(digestOf(folder)).not.toBe(before);
  });
});

it('projects of Python alone have none, not even with a leftover extension module', () => {
  const folder = temporaryFolder({ 'a/x.py': '', 'b/x.py': '', 'b/x.so': '', ...base });
  const distributions = new Map([
    ['a', 'a'],
    ['b', 'b'],
    ['pricing', 'libs/pricing'],
  ]);
  expect(Object.keys(nativeDigests(folder, distributions))).toEqual(['pricing']);
});
