import { crc32 } from 'node:zlib';
import { objectId } from '../../object-key.js';
import { decodeObject, quickObjectBytes } from '../object-file.js';

/**
 * The form of a pack: entries, one behind the other, then zeros up to the end of the file. Each is a header and
 * an object in the form that it would have in a file of its own:
 *
 *     magic (8) | bytes of the object (4, big-endian) | id (16) | CRC-32 of these (4) | the object
 */
const magic = Buffer.from('NXSIGP01', 'latin1');

/** Bytes of what stands before each object. */
export const headerBytes = 32;
const checkedBytes = headerBytes - 4;

/** One object of a pack. */
export interface PackEntry {
  id: string;
  /** Where its header begins. */
  offset: number;
  /** Bytes of the object: body and record. */
  bytes: number;
}

/** What stands before an object. */
export function encodeHeader(id: string, bytes: number): Buffer {
  const header = Buffer.allocUnsafe(headerBytes);
  magic.copy(header);
  header.writeUInt32BE(bytes, magic.length);
  header.write(id, magic.length + 4, 'hex');
  header.writeUInt32BE(crc32(header.subarray(0, checkedBytes)), checkedBytes);
  return header;
}

/** Undefined when this is no header. */
export function decodeHeader(header: Buffer): Omit<PackEntry, 'offset'> | undefined {
  const checked = header.subarray(0, checkedBytes);
  if (!checked.subarray(0, magic.length).equals(magic)) return undefined;
  if (crc32(checked) !== header.readUInt32BE(checkedBytes)) return undefined;
  const id = header.toString('hex', magic.length + 4, checkedBytes);
  return { id, bytes: header.readUInt32BE(magic.length) };
}

/** Whether these bytes are a whole object with that id. */
function isObject(bytes: Buffer, id: string): boolean {
  const object = decodeObject(bytes);
  return object !== undefined && objectId(object.record) === id;
}

/**
 * Finds the objects of a pack that was not ended in order. One that is not whole is passed over: it was never
 * acknowledged, or the disk has damaged it. The search goes from header to header and ends where there is none:
 * what looks like one elsewhere may be part of a body, which holds what its sender likes.
 *
 * @param readAt - fills the buffer from an offset; returns how much there was
 * @returns its objects, and where the last one ends
 */
export function scanPack(readAt: (buffer: Buffer, offset: number) => number): {
  entries: PackEntry[];
  end: number;
} {
  const entries: PackEntry[] = [];
  const header = Buffer.allocUnsafe(headerBytes);
  const object = Buffer.allocUnsafe(quickObjectBytes);
  for (let offset = 0; ; ) {
    const found = readAt(header, offset) === headerBytes ? decodeHeader(header) : undefined;
    if (!found || found.bytes > object.length) return { entries, end: offset };
    const bytes = object.subarray(0, found.bytes);
    const isThere = readAt(bytes, offset + headerBytes) === found.bytes;
    if (isThere && isObject(bytes, found.id)) entries.push({ ...found, offset });
    offset += headerBytes + found.bytes;
  }
}
