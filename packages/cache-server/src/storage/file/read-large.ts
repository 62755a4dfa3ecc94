import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { filePieces } from '../../body/file-pieces.js';
import { close, readFully } from '../../files.js';
import type { ObjectKey } from '../object-key.js';
import { isRecordOf, type ObjectRecord } from '../object-record.js';
import type { StoredObject } from '../storage.js';
import { decodeTrailer, trailerLimit } from './object-file.js';
import type { OpenObject } from './object-source.js';
import { VerifiedFile, type VerifiedFiles } from './verified-files.js';

/** The record at the end of a file; undefined when this is not a whole object. */
async function readRecord({ fd, size }: OpenObject): Promise<ObjectRecord | undefined> {
  const tail = Buffer.allocUnsafe(Math.min(size, trailerLimit));
  const count = await readFully(fd, tail, size - tail.length);
  return count === tail.length ? decodeTrailer(tail, size) : undefined;
}

async function isIntact(
  file: OpenObject,
  record: ObjectRecord,
  verified: VerifiedFiles,
): Promise<boolean> {
  const known = verified.find(file);
  if (known?.isFresh) return true;
  const sha256 = known ? undefined : createHash('sha256');
  let checksum = 0;
  let bytes = 0;
  for await (const piece of filePieces(file.fd, record.size)) {
    checksum = crc32(piece, checksum);
    sha256?.update(piece);
    bytes += piece.length;
  }
  if (bytes < record.size) return false;
  if (known) return known.accepts(checksum);
  if (sha256?.digest('hex') !== record.sha256) return false;
  verified.remember(file.name, new VerifiedFile(file.identity, record, checksum));
  return true;
}

/**
 * Verifies a large file in a first pass; the second, which sends it, reads the same open file, mostly
 * out of the system's cache. So nothing is sent of an object that turns out to be corrupt. Undefined for
 * such a one; the file is closed then, and by whoever releases the body otherwise.
 */
export async function readLarge(
  file: OpenObject,
  key: ObjectKey,
  verified: VerifiedFiles,
): Promise<StoredObject | undefined> {
  let isObject = false;
  try {
    const record = await readRecord(file);
    if (!record || !isRecordOf(record, key)) return undefined;
    isObject = await isIntact(file, record, verified);
    if (!isObject) return undefined;
    const release = () => void close(file.fd).catch(() => undefined);
    return { record, body: { size: record.size, fd: file.fd, release } };
  } finally {
    if (!isObject) await close(file.fd).catch(() => undefined);
  }
}
