import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { BufferPool } from './buffer-pool.js';
import { noteReceived } from './collect-garbage.js';
import { readChunks } from './read-request.js';
import { type ReceivedBody, ReceiveError } from './received-body.js';

/** Most bytes that come in one piece. */
const chunkBytes = 64 * 1024;

/** Hashes a body while the client is still sending, not after, and has its chunks kept. */
async function receiveHashed(
  request: IncomingMessage,
  length: number,
  keep: (chunk: Buffer, position: number) => void,
): Promise<string> {
  const hash = createHash('sha256');
  let size = 0;
  await readChunks(request, (chunk) => {
    keep(chunk, size);
    size += chunk.length;
    hash.update(chunk);
  });
  if (size !== length) throw new ReceiveError('length-mismatch');
  return hash.digest('hex');
}

/** Keeps a small body as it came: it mostly is one chunk. */
async function receiveChunks(request: IncomingMessage, length: number): Promise<ReceivedBody> {
  const chunks: Buffer[] = [];
  const sha256 = await receiveHashed(request, length, (chunk) => chunks.push(chunk));
  return { size: length, sha256, chunks };
}

/**
 * Puts a body together in memory. Kept as they came, its chunks would live long enough for V8 to look through
 * its whole heap for them.
 */
async function receiveInto(
  memory: Buffer,
  request: IncomingMessage,
  length: number,
): Promise<ReceivedBody> {
  const sha256 = await receiveHashed(request, length, (chunk, position) => {
    chunk.copy(memory, position);
    noteReceived(chunk.length);
  });
  return { size: length, sha256, chunks: [memory.subarray(0, length)] };
}

/** Keeps a body of known length in memory while it is used. */
export async function useInMemory<T>(
  request: IncomingMessage,
  length: number,
  buffers: BufferPool,
  use: (body: ReceivedBody) => Promise<T>,
): Promise<T> {
  if (length <= chunkBytes) return use(await receiveChunks(request, length));
  const memory = buffers.take(length);
  const result = await use(await receiveInto(memory, request, length));
  // Not after a failure: whoever failed may still be reading it.
  buffers.give(memory);
  return result;
}
