import { mkdirSync, readFileSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { listFolder, packFolder, unpackFolder } from './folder-archive.js';

function write(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** An archive with that list, whatever it says. */
function archiveOf(list: unknown, bodies = 'body'): Buffer {
  const text = Buffer.from(JSON.stringify(list));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  return gzipSync(Buffer.concat([length, text, Buffer.from(bodies)]));
}

describe('a folder in one piece', () => {
  it('comes out as it went in, times included', () => {
    const folder = temporaryFolder();
    write(folder, { 'a/3.11/cache.db': new Uint8Array(70_000), 'a/b': '', 'ä ö': 'x' });
    utimesSync(join(folder, 'a/b'), 1_700_000_000, 1_700_000_000.25);
    symlinkSync('/etc/passwd', join(folder, 'a/link'));
    const target = join(temporaryFolder(), 'deep', 'er');
    const files = listFolder(folder);
    expect(files.map(({ path }) => path)).toEqual(['a/3.11/cache.db', 'a/b', 'ä ö']);
    expect(unpackFolder(packFolder(folder, files), target)).toBe(true);
    expect(listFolder(target).map(({ path, size }) => [path, size])).toEqual(
      files.map(({ path, size }) => [path, size]),
    );
    expect(readFileSync(join(target, 'ä ö'), 'utf8')).toBe('x');
    expect(statSync(join(target, 'a/b')).mtimeMs).toBe(1_700_000_000_250);
  });

  it('is empty where there is none', () => {
    expect(listFolder(join(temporaryFolder(), 'none'))).toEqual([]);
  });

  it.each(['../out', 'a/../../out', '/out', 'a//b', './a', 'a\\..\\b', 'C:x', '', 'a/\0'])(
    'leads nowhere else: %j',
    (path) => {
      const folder = temporaryFolder();
      const target = join(folder, 'in');
      const list = [{ path, size: 4, changed: 0 }];
      expect(unpackFolder(archiveOf(list), target)).toBe(false);
      expect(listFolder(folder)).toEqual([]);
    },
  );

  it('is nothing where it was cut off, changed or something else', () => {
    const folder = temporaryFolder();
    write(folder, { a: 'some body', b: 'another' });
    const whole = packFolder(folder, listFolder(folder));
    const target = join(temporaryFolder(), 'in');
    fc.assert(
      fc.property(fc.nat(whole.length - 1), (length) => {
        expect(unpackFolder(whole.subarray(0, length), target)).toBe(false);
      }),
    );
    for (const archive of [
      Buffer.from('text'),
      archiveOf({}),
      archiveOf([{ path: 'a', size: 5, changed: 0 }]),
      archiveOf([{ path: 'a', size: 3, changed: 0 }]),
    ])
      expect(unpackFolder(archive, target)).toBe(false);
    expect(listFolder(target)).toEqual([]);
  });
});
