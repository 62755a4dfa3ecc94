import type { LruIndex } from '../../../eviction/lru-index.js';
import { readFullySync } from '../../../files.js';
import { headerBytes } from './pack-format.js';
import type { TableRow } from './pack-table.js';
import type { PackUpload } from './pack-writer.js';

/** Bytes that are on their way at one time. */
const mostBytes = 1024 * 1024;

/** How objects are moved. */
export interface MoveSettings {
  index: LruIndex;
  /** Where an object of the old pack is, in terms of the index. */
  placeOf(offset: number): number;
  /** The open file of the old pack; asked for on each read. Undefined when it is gone. */
  fd(): number | undefined;
  append(upload: PackUpload): Promise<void>;
  /** Told, on the spot, when an object is in its new pack. */
  committed(row: TableRow, ...to: Parameters<PackUpload['committed']>): void;
  isCancelled(): boolean;
}

/** Appends those objects of a pack that the index still finds there to another one. */
export async function moveObjects(
  rows: readonly TableRow[],
  settings: MoveSettings,
): Promise<void> {
  let moving: Promise<void>[] = [];
  let bytes = 0;
  for (const row of rows) {
    if (settings.isCancelled()) break;
    if (settings.index.get(row.id)?.place !== settings.placeOf(row.offset)) continue;
    const fd = settings.fd();
    const object = Buffer.allocUnsafeSlow(row.bytes);
    // What cannot be read stays where it is, and so does its pack.
    if (fd === undefined || readFullySync(fd, object, row.offset + headerBytes) < row.bytes) break;
    const committed: PackUpload['committed'] = (...to) => settings.committed(row, ...to);
    moving.push(settings.append({ id: row.id, object: [object], bytes: row.bytes, committed }));
    bytes += row.bytes;
    if (bytes < mostBytes) continue;
    await Promise.all(moving);
    moving = [];
    bytes = 0;
  }
  await Promise.all(moving);
}
