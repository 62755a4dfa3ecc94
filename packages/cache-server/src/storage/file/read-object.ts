import { createHash, hash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { MemoryBudget } from '../../body/memory-budget.js';
import { close, hasCode, readFully } from '../../files.js';
import type { ObjectKey } from '../object-key.js';
import { isRecordOf, type ObjectRecord } from '../object-record.js';
import type { StoredObject } from '../storage.js';
import { decodeTrailer, trailerLimit } from './object-file.js';
import type { VerifiedContent, VerifiedFiles } from './verified-files.js';

/** How objects are read. */
export interface ReadSettings {
  /** Files up to this many bytes are read into memory, when the budget allows. */
  memoryBytes: number;
  budget: MemoryBudget;
}

/** What a file turned out to be. */
export type ReadOutcome = StoredObject | 'missing' | 'corrupt';

/** An open file and what is known about it. */
interface OpenFile {
  path: string;
  fd: number;
  status: Stats;
}

const pieceBytes = 256 * 1024;

/**
 * Opens a file. Like reading a small one, this waits for the system on the spot: out of its cache that
 * takes a few microseconds, and handing it to another thread takes ten times as long.
 */
function openObject(path: string): OpenFile | undefined {
  try {
    const fd = openSync(path, 'r');
    return { path, fd, status: fstatSync(fd) };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function readWholeFile({ fd, status }: OpenFile): Buffer | undefined {
  const file = Buffer.allocUnsafeSlow(status.size);
  let filled = 0;
  while (filled < file.length) {
    const count = readSync(fd, file, filled, file.length - filled, filled);
    if (count === 0) return undefined;
    filled += count;
  }
  return file;
}

/** A verified body in memory, with its record. */
interface ReadBody {
  record: ObjectRecord;
  body: Buffer;
}

/** Takes a file apart and verifies its SHA-256; from then on its CRC-32 is known. */
function verifyBytes(file: OpenFile, bytes: Buffer, verified: VerifiedFiles): ReadBody | undefined {
  const record = decodeTrailer(bytes, bytes.length);
  if (!record) return undefined;
  const body = bytes.subarray(0, record.size);
  if (hash('sha256', body, 'hex') !== record.sha256) return undefined;
  verified.remember(file.path, file.status, { record, checksum: crc32(body) });
  return { record, body };
}

/** The same for a file that passed that before and did not change since. */
function verifyAgain(bytes: Buffer, { record, checksum }: VerifiedContent): ReadBody | undefined {
  const body = bytes.subarray(0, record.size);
  return crc32(body) === checksum ? { record, body } : undefined;
}

/** Reads and verifies a whole file in memory. The file is closed here; the memory is the caller's. */
function readIntoMemory(
  file: OpenFile,
  key: ObjectKey,
  verified: VerifiedFiles,
): ReadBody | undefined {
  try {
    const bytes = readWholeFile(file);
    if (!bytes) return undefined;
    const known = verified.contentOf(file.path, file.status);
    const object = known ? verifyAgain(bytes, known) : verifyBytes(file, bytes, verified);
    return object && isRecordOf(object.record, key) ? object : undefined;
  } finally {
    closeSync(file.fd);
  }
}

function readSmall(
  file: OpenFile,
  key: ObjectKey,
  verified: VerifiedFiles,
  budget: MemoryBudget,
): ReadOutcome {
  const { size } = file.status;
  let object: ReadBody | undefined;
  try {
    object = readIntoMemory(file, key, verified);
  } finally {
    if (!object) budget.give(size);
  }
  if (!object) return 'corrupt';
  const { record, body } = object;
  return { record, body: { size: record.size, bytes: body, release: () => budget.give(size) } };
}

/** The record at the end of an open file. */
async function readRecord({ fd, status }: OpenFile): Promise<ObjectRecord | undefined> {
  const tail = Buffer.allocUnsafe(Math.min(status.size, trailerLimit));
  const count = await readFully(fd, tail, status.size - tail.length);
  return count === tail.length ? decodeTrailer(tail, status.size) : undefined;
}

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

async function isLargeIntact(
  file: OpenFile,
  record: ObjectRecord,
  verified: VerifiedFiles,
): Promise<boolean> {
  const expected = verified.contentOf(file.path, file.status)?.checksum;
  const sha256 = expected === undefined ? createHash('sha256') : undefined;
  let checksum = 0;
  const isWhole = await readPieces(file.fd, record.size, (piece) => {
    checksum = crc32(piece, checksum);
    sha256?.update(piece);
  });
  if (!isWhole) return false;
  if (expected !== undefined) return checksum === expected;
  if (sha256?.digest('hex') !== record.sha256) return false;
  verified.remember(file.path, file.status, { record, checksum });
  return true;
}

/**
 * Verifies a large file in a first pass; the second, which sends it, reads the same open file, mostly
 * out of the system's cache. So nothing is sent of an object that turns out to be corrupt.
 */
async function readLarge(
  file: OpenFile,
  key: ObjectKey,
  verified: VerifiedFiles,
): Promise<ReadOutcome> {
  let isIntactObject = false;
  try {
    const record = await readRecord(file);
    if (!record || !isRecordOf(record, key)) return 'corrupt';
    isIntactObject = await isLargeIntact(file, record, verified);
    if (!isIntactObject) return 'corrupt';
    const release = () => void close(file.fd).catch(() => undefined);
    return { record, body: { size: record.size, fd: file.fd, release } };
  } finally {
    if (!isIntactObject) await close(file.fd).catch(() => undefined);
  }
}

/** Reads an object and verifies it before anything of it can be sent. */
export async function readObjectFile(
  path: string,
  key: ObjectKey,
  verified: VerifiedFiles,
  { memoryBytes, budget }: ReadSettings,
): Promise<ReadOutcome> {
  const file = openObject(path);
  if (!file) return 'missing';
  const { size } = file.status;
  const outcome =
    size <= memoryBytes && budget.take(size)
      ? readSmall(file, key, verified, budget)
      : await readLarge(file, key, verified);
  if (outcome === 'corrupt') verified.forget(path);
  return outcome;
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
