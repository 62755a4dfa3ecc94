import { crc32 } from 'node:zlib';
import type { PackEntry } from './pack-format.js';

/**
 * The form of the table of a pack, which stands beside it: what is in it and when that was last used.
 *
 *     magic (8) | { id (16) | offset (4) | bytes (4) | last use (4) } … | CRC-32 of all before it (4)
 */
const magic = Buffer.from('NXSIGT01', 'latin1');
const rowBytes = 28;

/** A row of a table. */
export interface TableRow extends PackEntry {
  /** When it was last used, in seconds since 1970. */
  usedAt: number;
}

/** The table as bytes. */
export function encodeTable(rows: readonly TableRow[]): Buffer {
  const table = Buffer.allocUnsafe(magic.length + rows.length * rowBytes + 4);
  let at = magic.copy(table);
  for (const { id, offset, bytes, usedAt } of rows) {
    at += table.write(id, at, 'hex');
    at = table.writeUInt32BE(offset, at);
    at = table.writeUInt32BE(bytes, at);
    at = table.writeUInt32BE(usedAt, at);
  }
  table.writeUInt32BE(crc32(table.subarray(0, at)), at);
  return table;
}

/** The rows of a table; undefined when it is damaged. */
export function decodeTable(table: Buffer): TableRow[] | undefined {
  const end = table.length - 4;
  if (end < magic.length || (end - magic.length) % rowBytes !== 0) return undefined;
  if (!table.subarray(0, magic.length).equals(magic)) return undefined;
  if (crc32(table.subarray(0, end)) !== table.readUInt32BE(end)) return undefined;
  const rows: TableRow[] = [];
  for (let at = magic.length; at < end; at += rowBytes)
    rows.push({
      id: table.toString('hex', at, at + 16),
      offset: table.readUInt32BE(at + 16),
      bytes: table.readUInt32BE(at + 20),
      usedAt: table.readUInt32BE(at + 24),
    });
  return rows;
}
