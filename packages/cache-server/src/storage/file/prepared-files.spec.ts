import { existsSync, mkdirSync, readdirSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { PreparedFiles } from './prepared-files.js';

it('gives everyone an empty file of their own, and deletes it afterwards', async () => {
  const folder = temporaryFolder();
  const prepared = new PreparedFiles(folder);
  const paths = new Set<string>();
  for (let round = 0; round < 5; round += 1) {
    const files = Array.from({ length: 10 }, () => prepared.take());
    for (const file of files) {
      expect(paths.has(file.path)).toBe(false);
      paths.add(file.path);
      writeSync(file.fd, file.path, 0);
    }
    for (const file of files) prepared.discard(file);
    await vi.waitFor(
      () => expect(files.filter(({ path }) => existsSync(path))).toEqual([]),
      20_000,
    );
    // As many as were wanted at one time, and the two of the beginning.
    expect(readdirSync(folder).length).toBeLessThanOrEqual(12);
  }
  const last = prepared.take();
  await prepared.close();
  expect(readdirSync(folder)).toHaveLength(1);
  prepared.discard(last);
  await vi.waitFor(() => expect(readdirSync(folder)).toEqual([]), 20_000);
});

it('says what is wrong to whoever needs a file, and goes on when it is right again', async () => {
  const folder = join(temporaryFolder(), 'files');
  mkdirSync(folder);
  const prepared = new PreparedFiles(folder);
  const files = [prepared.take()];
  // At once: in one that is emptied first, another file may be made in that moment.
  renameSync(folder, `${folder}-gone`);
  expect(() => {
    while (files.length < 10) files.push(prepared.take());
  }).toThrow('ENOENT');
  for (const file of files) prepared.discard(file);
  mkdirSync(folder);
  expect(existsSync(prepared.take().path)).toBe(true);
});
