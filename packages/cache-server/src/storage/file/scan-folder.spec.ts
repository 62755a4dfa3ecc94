import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { StoreFolders } from './folders.js';
import { ObjectIndex } from './object-index.js';
import { ownFile } from './packs/place.js';
import { scanFolder } from './scan-folder.js';

/** Ids of objects, in the first folder and in the last. */
const [first, last] = [`00${'a'.repeat(30)}`, `ff${'a'.repeat(30)}`] as const;

let folders: StoreFolders;
let index: ObjectIndex;
beforeEach(() => {
  folders = new StoreFolders(temporaryFolder());
  folders.prepare();
  index = new ObjectIndex();
  for (const id of [first, last]) writeFileSync(folders.objectPath(id), id);
});

/** Scans; something happens between the first folder and the second. */
async function scan(meanwhile: () => void): Promise<boolean[]> {
  let asked = 0;
  await scanFolder(folders, index, () => {
    asked += 1;
    if (asked === 2) meanwhile();
    return false;
  });
  return [index.has(first), index.has(last)];
}

const putAside = (id: string) => {
  index.remove(id);
  renameSync(folders.objectPath(id), join(folders.quarantine, id));
};

it('enters what is there', async () => {
  expect(await scan(() => {})).toEqual([true, true]);
});

it('enters nothing that was put aside after it was seen, or before', async () => {
  expect(await scan(() => [first, last].forEach(putAside))).toEqual([false, false]);
});

it('leaves in what was put aside and stored again', async () => {
  const store = () => {
    putAside(first);
    index.add(first, 1, 1, ownFile);
  };
  expect(await scan(store)).toEqual([true, true]);
});

it('enters what comes again after that', async () => {
  await scan(() => putAside(first));
  index.addOldest(first, 1, 1, ownFile);
  expect(index.has(first)).toBe(true);
});
