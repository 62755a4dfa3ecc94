import type { TableRow } from './pack-table.js';
import type { PackUpload } from './pack-writer.js';

/** Bytes that are on their way at one time. */
const mostBytes = 1024 * 1024;

/** How objects are moved. */
export interface MoveSettings {
  /** Whether the index still finds the object in the old pack. */
  isWanted(row: TableRow): boolean;
  /** The bytes of an object, as many as there are; undefined when its pack is gone. */
  read(row: TableRow): Buffer | undefined;
  append(upload: PackUpload): Promise<void>;
  /** Told, on the spot, when an object is in its new pack. */
  committed(row: TableRow, ...to: Parameters<PackUpload['committed']>): void;
  isCancelled(): boolean;
}

/** Appends those objects of a pack that are still wanted to another one. */
export async function moveObjects(
  rows: readonly TableRow[],
  settings: MoveSettings,
): Promise<void> {
  let moving: Promise<void>[] = [];
  let bytes = 0;
  for (const row of rows) {
    if (settings.isCancelled()) break;
    if (!settings.isWanted(row)) continue;
    const object = settings.read(row);
    // What cannot be read stays where it is, and so does its pack.
    if (!object || object.length < row.bytes) break;
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
