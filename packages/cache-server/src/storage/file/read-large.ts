import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { close, readFully } from '../../files.js';
import type { ObjectKey } from '../object-key.js';
import { isRecordOf, type ObjectRecord } from '../object-record.js';
import type { StoredObject } from '../storage.js';
import { type OpenFile, readRecord } from './open-object.js';
import { VerifiedFile, type VerifiedFiles } from './verified-files.js';

const pieceBytes = 256 * 1024;

/** Calls back with the first bytes of a file in pieces; false when the file is shorter. */
async function readPieces(
  fd: number,
  bytes: number,
  onPiece: (piece: Buffer) => void,
): Promise<boolean> {
  const buffer = Buffer.allocUnsafeSlow(Math.min(pieceBytes, bytes));
  for (let done = 0; done < bytes; ) {
    const piece = buffer.subarray(0, Math.min(buffer.length, bytes - done));
    if ((await readFully(fd, piece, done)) < piece.length) return false;
    onPiece(piece);
    done += piece.length;
  }
  return true;
}

async function isIntact(
  file: OpenFile,
  record: ObjectRecord,
  verified: VerifiedFiles,
): Promise<boolean> {
  const known = verified.find(file.path, file.status);
  if (known?.isFresh) return true;
  const sha256 = known ? undefined : createHash('sha256');
  let checksum = 0;
  const isWhole = await readPieces(file.fd, record.size, (piece) => {
    checksum = crc32(piece, checksum);
    sha256?.update(piece);
  });
  if (!isWhole) return false;
  if (known) return known.accepts(checksum);
  if (sha256?.digest('hex') !== record.sha256) return false;
  verified.remember(file.path, new VerifiedFile(file.status, record, checksum));
  return true;
}

/**
 * Verifies a large file in a first pass; the second, which sends it, reads the same open file, mostly
 * out of the system's cache. So nothing is sent of an object that turns out to be corrupt. Undefined for
 * such a one; the file is closed then, and by whoever releases the body otherwise.
 */
export async function readLarge(
  file: OpenFile,
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
