import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { DiskFlush } from './disk-flush.js';

it('says for each file whether it is on the disk, alone and among others', async () => {
  const folder = temporaryFolder();
  const disk = new DiskFlush();
  for (const count of [1, 1, 1, 40, 1]) {
    const files = Array.from({ length: count }, (_, at) => openSync(join(folder, `${at}`), 'w'));
    for (const fd of files) writeSync(fd, 'x');
    const outcomes = files.map((fd) => disk.flush(fd).then(() => 'written'));
    // A descriptor that is not open: its failure is its own.
    const failure = disk.flush(2 ** 30).catch(({ code }) => code);
    expect(await Promise.all(outcomes)).toEqual(files.map(() => 'written'));
    expect(await failure).toBe('EBADF');
    for (const fd of files) closeSync(fd);
  }
});
