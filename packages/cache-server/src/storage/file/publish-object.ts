import { linkSync } from 'node:fs';
import type { ReceivedBody } from '../../body/received-body.js';
import type { SpoolFile } from '../../body/spool-file.js';
import { hasCode, writeAll, writeAllSync } from '../../files.js';
import type { PublishOutcome } from '../storage.js';
import type { DiskFlush } from './disk-flush.js';
import type { PreparedFiles } from './prepared-files.js';

/** Bodies up to this many bytes are written on the spot: larger ones may have to wait for a busy disk. */
const quickBytes = 64 * 1024;

/** Writes a body that is in memory, and what follows it, to a file. */
async function writeBody(
  { fd }: SpoolFile,
  { chunks = [], size }: ReceivedBody,
  trailer: Buffer,
): Promise<void> {
  if (size <= quickBytes) writeAllSync(fd, [...chunks, trailer]);
  else await writeAll(fd, [...chunks, trailer]);
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
  { prepared, disk }: { prepared: PreparedFiles; disk: DiskFlush },
): Promise<PublishOutcome> {
  const file = body.file ?? prepared.take();
  try {
    if (body.file) await writeAll(file.fd, [trailer], body.size);
    else await writeBody(file, body, trailer);
    await disk.flush(file.fd);
    return publishFile(file, path);
  } finally {
    // Whoever received a body into a file deletes it.
    if (!body.file) prepared.discard(file);
  }
}
