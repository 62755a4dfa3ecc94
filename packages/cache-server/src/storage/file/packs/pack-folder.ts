import {
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode, readFullySync } from '../../../files.js';
import { packPath } from './make-pack.js';
import { Pack } from './pack.js';
import { headerBytes, scanPack } from './pack-format.js';
import { decodeTable, encodeTable, type TableRow } from './pack-table.js';

/** A pack of an earlier process. */
export interface FoundPack {
  pack: Pack;
  rows: TableRow[];
  /** Where what it holds ends, when it has no table: its process did not get to that. */
  end?: number | undefined;
}

/** The table of a pack; undefined when there is none, or it is damaged. */
function readTable(pack: Pack): TableRow[] | undefined {
  try {
    return decodeTable(readFileSync(pack.tablePath));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Replaces the table of a pack. It need not be on the disk: without it, the pack itself is read. */
export async function writeTable(pack: Pack, rows: readonly TableRow[]): Promise<void> {
  const temporary = `${pack.tablePath}.new`;
  await writeFile(temporary, encodeTable(rows), { mode: 0o600 });
  await rename(temporary, pack.tablePath);
}

/** What is known of a pack without a table: all counts as used when it was last written. */
function recover(pack: Pack): { rows: TableRow[]; end: number } {
  const fd = openSync(pack.path, 'r');
  try {
    const usedAt = Math.floor(fstatSync(fd).mtimeMs / 1000);
    const found = scanPack((buffer, offset) => readFullySync(fd, buffer, offset));
    return { rows: found.entries.map((entry) => ({ ...entry, usedAt })), end: found.end };
  } finally {
    closeSync(fd);
  }
}

/** Everything that is in a pack. */
export function rowsIn(pack: Pack): TableRow[] {
  return readTable(pack) ?? recover(pack).rows;
}

function readPack(folder: string, number: number): FoundPack {
  const path = packPath(folder, number);
  const { ino, size } = statSync(path);
  const pack = new Pack(number, path, ino, size);
  const table = readTable(pack);
  if (!table) return { pack, ...recover(pack) };
  const isInside = ({ offset, bytes }: TableRow) => offset + headerBytes + bytes <= size;
  return { pack, rows: table.filter(isInside) };
}

/** All packs of a folder, the oldest first. Deletes tables that belong to none. */
export function* readPacks(folder: string): Generator<FoundPack, void> {
  const names = readdirSync(folder);
  const packs = names.filter((name) => /^\d{8,}\.pack$/.test(name));
  const tables = new Set(packs.map((name) => name.replace(/pack$/, 'table')));
  for (const name of names)
    if (/^\d{8,}\.table(\.new)?$/.test(name) && !tables.has(name)) rmSync(join(folder, name));
  const numbers = packs.map((name) => Number.parseInt(name, 10)).sort((a, b) => a - b);
  for (const number of numbers) yield readPack(folder, number);
}
