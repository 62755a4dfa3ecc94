import { hash } from 'node:crypto';
import { type ObjectRecord, parseRecord } from '../object-record.js';

/**
 * The form of an object on disk: the body, its record as JSON, and a footer of fixed size. The body
 * comes first so that it can be sent, and received, without knowing the record yet; one file holds
 * both, so that one `link` publishes both.
 *
 *     body | record (JSON) | SHA-256 of the record (32) | record length (4, big-endian) | magic (8)
 */
const magic = Buffer.from('NXSIGC01', 'latin1');
const digestBytes = 32;

/** Bytes of the footer. */
export const footerBytes = digestBytes + 4 + magic.length;

/** Most bytes of record and footer together: what has to be read at the end of a file to find them. */
export const trailerLimit = 4096;

/**
 * Bodies up to this many bytes are read and written on the spot, and kept in memory when they are read often;
 * larger ones may have to wait for a busy disk.
 */
export const quickBytes = 64 * 1024;

/** Most bytes of an object with such a body. */
export const quickObjectBytes = quickBytes + trailerLimit;

/** What follows the body. */
export function encodeTrailer(record: ObjectRecord): Buffer {
  const text = Buffer.from(JSON.stringify(record));
  if (text.length + footerBytes > trailerLimit) throw new Error('the record is too long');
  const length = Buffer.allocUnsafe(4);
  length.writeUInt32BE(text.length);
  return Buffer.concat([text, hash('sha256', text, 'buffer'), length, magic]);
}

/**
 * Reads the record at the end of a file.
 *
 * @param tail - the last bytes of the file, at least record and footer
 * @param fileBytes - size of the whole file
 * @returns undefined when this is not a whole object
 */
export function decodeTrailer(tail: Buffer, fileBytes: number): ObjectRecord | undefined {
  const end = tail.length - footerBytes;
  if (end < 0 || !tail.subarray(tail.length - magic.length).equals(magic)) return undefined;
  const length = tail.readUInt32BE(end + digestBytes);
  if (length > end) return undefined;
  const text = tail.subarray(end - length, end);
  if (!hash('sha256', text, 'buffer').equals(tail.subarray(end, end + digestBytes)))
    return undefined;
  const record = parseRecord(text.toString('utf8'));
  return record && record.size === fileBytes - length - footerBytes ? record : undefined;
}

/** A whole object, taken apart; undefined when it is none, or its body does not match its SHA-256. */
export function decodeObject(bytes: Buffer): { record: ObjectRecord; body: Buffer } | undefined {
  const record = decodeTrailer(bytes, bytes.length);
  const body = record && bytes.subarray(0, record.size);
  return body && hash('sha256', body, 'hex') === record.sha256 ? { record, body } : undefined;
}
