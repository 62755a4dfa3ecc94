import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { unlink } from '../../files.js';
import { StoreFolders } from './folders.js';
import type { ObjectIndex } from './object-index.js';
import { ownFile } from './packs/place.js';

const objectName = /^[0-9a-f]{32}$/;

/** What a scan found, without an object per file: there may be a million. */
interface Found {
  ids: string[];
  sizes: number[];
  usedAt: number[];
}

async function scanShard(folder: string, found: Found): Promise<void> {
  const names = (await readdir(folder)).filter((name) => objectName.test(name));
  for (let start = 0; start < names.length; start += 32) {
    await Promise.all(
      names.slice(start, start + 32).map(async (name) => {
        // It may have been evicted meanwhile.
        const status = await stat(join(folder, name)).catch(() => undefined);
        if (!status) return;
        found.ids.push(name);
        found.sizes.push(status.size);
        found.usedAt.push(Math.floor(status.mtimeMs / 1000));
      }),
    );
  }
}

/**
 * Enters the objects of a folder into the index, in the order of their last use. Objects that were
 * used or stored since the scan began are in it already, and stay the newer ones; those that were put aside since are gone.
 *
 * @param isCancelled - asked between folders
 */
export async function scanFolder(
  folders: StoreFolders,
  index: ObjectIndex,
  isCancelled: () => boolean,
): Promise<void> {
  index.beginScan();
  try {
    await scanShards(folders, index, isCancelled);
  } finally {
    index.endScan();
  }
}

async function scanShards(
  folders: StoreFolders,
  index: ObjectIndex,
  isCancelled: () => boolean,
): Promise<void> {
  const found: Found = { ids: [], sizes: [], usedAt: [] };
  for (const shard of StoreFolders.shards) {
    if (isCancelled()) return;
    await scanShard(join(folders.objects, shard), found);
  }
  for (const [at, id] of found.ids.entries()) {
    const place = index.get(id)?.place ?? ownFile;
    if (place === ownFile) index.addOldest(id, found.sizes[at] ?? 0, found.usedAt[at] ?? 0, place);
    // Nobody would ever ask for it, or delete it.
    else await unlink(folders.objectPath(id)).catch(() => undefined);
  }
  index.sortByUse();
}
