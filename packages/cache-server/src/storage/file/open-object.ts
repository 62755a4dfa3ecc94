import { closeSync, fstatSync, openSync, type Stats } from 'node:fs';
import { close, hasCode, readFully } from '../../files.js';
import type { ObjectKey } from '../object-key.js';
import { isRecordOf, type ObjectRecord } from '../object-record.js';
import { decodeTrailer, trailerLimit } from './object-file.js';

/** An open file and what is known about it. */
export interface OpenFile {
  path: string;
  fd: number;
  status: Stats;
}

/**
 * Opens a file; undefined when there is none. Like reading a small one, this waits for the system on the
 * spot: out of its cache that takes a few microseconds, and handing it to another thread takes ten times as
 * long.
 */
export function openObject(path: string): OpenFile | undefined {
  let fd: number | undefined;
  try {
    fd = openSync(path, 'r');
    return { path, fd, status: fstatSync(fd) };
  } catch (error) {
    if (fd !== undefined) closeSync(fd);
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** The record at the end of an open file; undefined when this is not a whole object. */
export async function readRecord({ fd, status }: OpenFile): Promise<ObjectRecord | undefined> {
  const tail = Buffer.allocUnsafe(Math.min(status.size, trailerLimit));
  const count = await readFully(fd, tail, status.size - tail.length);
  return count === tail.length ? decodeTrailer(tail, status.size) : undefined;
}

/** The record of an object, without a look at its body. */
export async function readObjectRecord(
  path: string,
  key: ObjectKey,
): Promise<ObjectRecord | undefined> {
  const file = openObject(path);
  if (!file) return undefined;
  try {
    const record = await readRecord(file);
    return record && isRecordOf(record, key) ? record : undefined;
  } finally {
    await close(file.fd);
  }
}
