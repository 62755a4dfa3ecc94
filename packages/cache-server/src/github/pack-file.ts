import { closeSync, fstatSync, openSync } from 'node:fs';
import { readFullySync } from '../files.js';
import {
  decodeIndex,
  footBytes,
  indexLength,
  magic,
  type PackedObject,
  type PackIndex,
} from './pack-format.js';
import type { StoredPart } from './stored-part.js';

/** A pack on the disk whose index was verified. Bodies are verified one by one, when they are read. */
export interface Pack {
  /** Its own in the line of packs of its ref. */
  number: number;
  path: string;
  index: PackIndex;
  /** Where each object of the index is. */
  parts: readonly (StoredPart & { record: PackedObject })[];
  bytes: number;
}

function readBytes(fd: number, length: number, position: number): Buffer | undefined {
  if (position < 0) return undefined;
  const buffer = Buffer.allocUnsafe(length);
  return readFullySync(fd, buffer, position) === length ? buffer : undefined;
}

/** The index of a pack, and where it begins. */
function readIndex(fd: number, bytes: number): { index: PackIndex; end: number } | undefined {
  const foot = readBytes(fd, footBytes, bytes - footBytes);
  const length = foot && indexLength(foot);
  if (!foot || length === undefined) return undefined;
  const end = bytes - footBytes - length;
  const text = readBytes(fd, length, end);
  const index = text && decodeIndex(text, foot);
  return index && { index, end };
}

/**
 * Opens a pack.
 *
 * @param key - the name that it was found under
 * @returns undefined when it is not whole, or not what was stored under that name
 */
export function openPack(path: string, key: string, number: number): Pack | undefined {
  const fd = openSync(path, 'r');
  try {
    const bytes = fstatSync(fd).size;
    const found = readIndex(fd, bytes);
    if (!found || found.index.key !== key) return undefined;
    if (!readBytes(fd, magic.length, 0)?.equals(magic)) return undefined;
    let position = magic.length;
    const parts = found.index.objects.map((record) => {
      const part = { path, position, record };
      position += record.size;
      return part;
    });
    return position === found.end ? { number, path, index: found.index, parts, bytes } : undefined;
  } finally {
    closeSync(fd);
  }
}
