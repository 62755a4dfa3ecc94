import { closeSync, openSync, readdirSync, readFileSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { decodeHeader, headerBytes, type PackEntry } from '../storage/file/packs/pack-format.js';
import { type ObjectKey, objectId } from '../storage/object-key.js';

/** Where an object is on disk: body and record. */
export interface StoredBytes {
  path: string;
  start: number;
  end: number;
}

/** What the headers of a pack say is in it, damaged or not. */
export function entriesOf(path: string): PackEntry[] {
  const bytes = readFileSync(path);
  const entries: PackEntry[] = [];
  for (let offset = 0; ; ) {
    const found = decodeHeader(bytes.subarray(offset, offset + headerBytes));
    if (!found) return entries;
    entries.push({ ...found, offset });
    offset += headerBytes + found.bytes;
  }
}

/** Every pack in the folder of a server. */
export function packsIn(folder: string): string[] {
  const packs = join(folder, 'packs');
  return readdirSync(packs, { withFileTypes: true })
    .filter(({ name }) => name.endsWith('.pack'))
    .map(({ name }) => join(packs, name));
}

/** Finds an object in the folder of a server: in a file of its own, or the newest of its id in a pack. */
export function findStored(folder: string, key: ObjectKey): StoredBytes {
  const id = objectId(key);
  const path = join(folder, 'objects', id.slice(0, 2), id);
  const own = statSync(path, { throwIfNoEntry: false });
  if (own) return { path, start: 0, end: own.size };
  const found = packsIn(folder)
    .sort()
    .flatMap((pack) => entriesOf(pack).map((entry) => ({ pack, entry })))
    .findLast(({ entry }) => entry.id === id);
  if (!found) throw new Error(`${key.name} is not stored`);
  const start = found.entry.offset + headerBytes;
  return { path: found.pack, start, end: start + found.entry.bytes };
}

function writeAt(path: string, bytes: Buffer, position: number): void {
  const fd = openSync(path, 'r+');
  writeSync(fd, bytes, 0, bytes.length, position);
  closeSync(fd);
}

/** Changes a body of at least six bytes by one bit. */
export function flipBit({ path, start }: StoredBytes): void {
  const byte = readFileSync(path)[start + 5] ?? 0;
  writeAt(path, Buffer.from([byte ^ 1]), start + 5);
}

/** Puts one object in the place of another of the same size. */
export function overwrite(target: StoredBytes, source: StoredBytes): void {
  const bytes = readFileSync(source.path).subarray(source.start, source.end);
  if (bytes.length !== target.end - target.start) throw new Error('the sizes differ');
  writeAt(target.path, bytes, target.start);
}
