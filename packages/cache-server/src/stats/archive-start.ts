import { readFully } from '../files.js';
import { startBytes } from './task-statistics.js';

/** A copy of the first bytes of a body, wherever it is: the body itself is not kept for them. */
export async function archiveStart(body: {
  size: number;
  bytes?: Buffer;
  chunks?: readonly Buffer[];
  fd?: number | undefined;
}): Promise<Buffer> {
  if (body.bytes) return Buffer.from(body.bytes.subarray(0, startBytes));
  if (body.chunks) return Buffer.concat(body.chunks, Math.min(body.size, startBytes));
  const start = Buffer.allocUnsafe(Math.min(body.size, startBytes));
  if (body.fd === undefined) return start.subarray(0, 0);
  return start.subarray(0, await readFully(body.fd, start, 0));
}
