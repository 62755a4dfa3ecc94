import { linkSync } from 'node:fs';
import type { ReceivedBody } from '../../body/received-body.js';
import type { SpoolFile } from '../../body/spool-file.js';
import { dropBytes, hasCode, writeAll, writeAllSync } from '../../files.js';
import type { PublishOutcome } from '../storage.js';
import type { DirectWriter } from './direct-writer.js';
import type { DiskFlush } from './disk-flush.js';
import { quickBytes } from './object-file.js';
import type { PreparedFiles } from './prepared-files.js';

/** What it takes to publish. */
export interface PublishTools {
  prepared: PreparedFiles;
  direct: DirectWriter;
  disk: DiskFlush;
}

/** Writes a body that is in memory, and what follows it, to an empty file. */
async function writeBody(
  { fd, path }: SpoolFile,
  { chunks = [], size }: ReceivedBody,
  trailer: Buffer,
  direct: DirectWriter,
): Promise<void> {
  const parts = [...chunks, trailer];
  if (size <= quickBytes) return writeAllSync(fd, parts);
  const written = await direct.write(path, chunks, size);
  await writeAll(fd, dropBytes(parts, written), written);
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
 */
export async function publishObjectFile(
  path: string,
  body: ReceivedBody,
  trailer: Buffer,
  { prepared, direct, disk }: PublishTools,
): Promise<PublishOutcome> {
  const file = body.file ?? prepared.take();
  try {
    if (body.file) await writeAll(file.fd, [trailer], body.size);
    else await writeBody(file, body, trailer, direct);
    await disk.flush(file.fd);
    return publishFile(file, path);
  } finally {
    // Whoever received a body into a file deletes it.
    if (!body.file) prepared.discard(file);
  }
}
