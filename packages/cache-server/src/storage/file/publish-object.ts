import { linkSync } from 'node:fs';
import type { ReceivedBody } from '../../body/received-body.js';
import type { SpoolFile } from '../../body/spool-file.js';
import { dropBytes, hasCode, writeAll, writeAllSync } from '../../files.js';
import { makeRecord, type ObjectOrigin } from '../object-record.js';
import type { PublishOutcome } from '../storage.js';
import type { DirectWriter } from './direct-writer.js';
import type { DiskFlush } from './disk-flush.js';
import { encodeTrailer, quickBytes } from './object-file.js';
import type { PreparedFiles } from './prepared-files.js';

/** What it takes to publish. */
export interface PublishTools {
  prepared: PreparedFiles;
  direct: DirectWriter;
  disk: DiskFlush;
}

/** A body in memory with what follows it. */
export function objectPieces(
  body: ReceivedBody,
  origin: ObjectOrigin,
): { pieces: Buffer[]; bytes: number } {
  const trailer = encodeTrailer(makeRecord(body, origin));
  return { pieces: [...(body.chunks ?? []), trailer], bytes: body.size + trailer.length };
}

/** Writes a body, unless the file holds it already, and what follows it; returns the size of the file. */
async function writeObject(
  { fd, path }: SpoolFile,
  body: ReceivedBody,
  origin: ObjectOrigin,
  direct: DirectWriter,
): Promise<number> {
  const { file, chunks = [], size } = body;
  const isQuick = !file && size <= quickBytes;
  let written = file ? size : 0;
  // The disk leaves time to hash a larger body.
  if (!file && !isQuick) written = await direct.write(path, chunks, size, body.digest);
  const trailer = encodeTrailer(makeRecord(body, origin));
  const rest = [...dropBytes(chunks, written), trailer];
  if (isQuick) writeAllSync(fd, rest);
  else await writeAll(fd, rest, written);
  return size + trailer.length;
}

/** Gives a file its final name, which exists from then on. */
function publishFile(file: SpoolFile, path: string): PublishOutcome {
  try {
    linkSync(file.path, path);
    return 'stored';
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return 'exists';
    throw error;
  }
}

/**
 * Publishes an object under its final path. The bytes are on disk before the name exists, and `link`
 * fails when the name exists: so it appears whole or not at all, and one of several writers wins,
 * also among several processes.
 *
 * @returns what became of it, and the size of the file
 */
export async function publishObjectFile(
  path: string,
  body: ReceivedBody,
  origin: ObjectOrigin,
  { prepared, direct, disk }: PublishTools,
): Promise<{ outcome: PublishOutcome; bytes: number }> {
  const file = body.file ?? prepared.take();
  try {
    const bytes = await writeObject(file, body, origin, direct);
    await disk.flush(file.fd);
    return { outcome: publishFile(file, path), bytes };
  } finally {
    // Whoever received a body into a file deletes it.
    if (!body.file) prepared.discard(file);
  }
}
