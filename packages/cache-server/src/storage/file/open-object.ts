import { closeSync, fstatSync, openSync, statSync } from 'node:fs';
import { hasCode, readFullySync } from '../../files.js';
import type { ObjectKey } from '../object-key.js';
import { isRecordOf, type ObjectRecord } from '../object-record.js';
import { identityOf } from './file-identity.js';
import { decodeTrailer, trailerLimit } from './object-file.js';
import type { ObjectSource, OpenObject } from './object-source.js';

/**
 * Opens a file; undefined when there is none. Like reading a small one, this waits for the system on the
 * spot: out of its cache that takes a few microseconds, and handing it to another thread takes ten times as
 * long.
 */
function openFile(path: string): OpenObject | undefined {
  let fd: number | undefined;
  try {
    fd = openSync(path, 'r');
    const opened = fd;
    const identity = identityOf(fstatSync(fd));
    const close = () => closeSync(opened);
    return { name: path, fd, position: 0, size: identity.size, identity, close };
  } catch (error) {
    if (fd !== undefined) closeSync(fd);
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** An object that has a file of its own. */
export function fileSource(path: string): ObjectSource {
  return {
    name: path,
    look() {
      const status = statSync(path, { throwIfNoEntry: false });
      return status && identityOf(status);
    },
    open: () => openFile(path),
  };
}

/** The record at the end of an object's bytes; undefined when this is not a whole one. */
export function readObjectRecord(source: ObjectSource, key: ObjectKey): ObjectRecord | undefined {
  const object = source.open();
  if (!object) return undefined;
  const { fd, position, size } = object;
  try {
    const tail = Buffer.allocUnsafe(Math.min(size, trailerLimit));
    const count = readFullySync(fd, tail, position + size - tail.length);
    const record = count === tail.length ? decodeTrailer(tail, size) : undefined;
    return record && isRecordOf(record, key) ? record : undefined;
  } finally {
    object.close();
  }
}

/** All bytes of a small object, whether they are right or not; undefined when they are no more. */
export function readObjectBytes(source: ObjectSource): Buffer | undefined {
  const object = source.open();
  if (!object) return undefined;
  try {
    const bytes = Buffer.allocUnsafe(object.size);
    return bytes.subarray(0, readFullySync(object.fd, bytes, object.position));
  } finally {
    object.close();
  }
}
