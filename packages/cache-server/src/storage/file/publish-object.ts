import { closeSync, linkSync, openSync, rmSync } from 'node:fs';
import type { ReceivedBody } from '../../body/received-body.js';
import { uniquePath } from '../../body/spool-file.js';
import { fdatasync, hasCode, writeAll, writeAllSync } from '../../files.js';
import type { PublishOutcome } from '../storage.js';

/** Bodies up to this many bytes are written on the spot: larger ones may have to wait for a busy disk. */
const quickBytes = 64 * 1024;

/**
 * Writes a body that is in memory, and what follows it, to a new temporary file and the disk. What waits
 * for the disk is done in another thread; the rest takes microseconds, in the system's cache.
 */
async function writeDurably(path: string, buffers: readonly Buffer[], size: number): Promise<void> {
  const fd = openSync(path, 'wx', 0o600);
  try {
    if (size <= quickBytes) writeAllSync(fd, buffers);
    else await writeAll(fd, buffers);
    await fdatasync(fd);
  } finally {
    closeSync(fd);
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
  spoolFolder: string,
): Promise<PublishOutcome> {
  const temporary = body.file?.path ?? uniquePath(spoolFolder);
  try {
    if (body.file) {
      await writeAll(body.file.fd, [trailer], body.size);
      await fdatasync(body.file.fd);
    } else {
      await writeDurably(temporary, [...(body.chunks ?? []), trailer], body.size);
    }
    linkSync(temporary, path);
    return 'stored';
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return 'exists';
    throw error;
  } finally {
    // Whoever received a body into a file deletes it.
    if (!body.file) rmSync(temporary, { force: true });
  }
}
