import { createHash, hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { BufferPool } from './buffer-pool.js';
import { noteReceived } from './collect-garbage.js';
import { readChunks } from './read-request.js';
import { type ReceivedBody, ReceiveError } from './received-body.js';

/** Most bytes that come in one piece. */
const chunkBytes = 64 * 1024;

/** Takes a body of known length piece by piece. */
async function receivePieces(
  request: IncomingMessage,
  length: number,
  take: (piece: Buffer, position: number) => void,
): Promise<void> {
  let size = 0;
  await readChunks(request, (piece) => {
    take(piece, size);
    size += piece.length;
    return true;
  });
  if (size !== length) throw new ReceiveError('length-mismatch');
}

/** Keeps a small body as it came: it mostly is one piece. */
async function receiveChunks(request: IncomingMessage, length: number): Promise<ReceivedBody> {
  const chunks: Buffer[] = [];
  const running = createHash('sha256');
  await receivePieces(request, length, (piece) => {
    chunks.push(piece);
    running.update(piece);
  });
  const sha256 = running.digest('hex');
  return { size: length, digest: () => sha256, chunks };
}

/** Bodies over {@link chunkBytes} that are in memory. */
let underWay = 0;

/**
 * Puts a body together in memory. Kept as they came, its pieces would live long enough for V8 to look through
 * its whole heap for them.
 *
 * A body that is alone is hashed when it is asked for, which can be while the disk is at work. Of several, one
 * is hashed while others are at the disk anyway, and its pieces are read soonest as they come.
 */
async function receiveInto(
  memory: Buffer,
  request: IncomingMessage,
  length: number,
): Promise<ReceivedBody> {
  const running = underWay > 1 ? createHash('sha256') : undefined;
  await receivePieces(request, length, (piece, position) => {
    piece.copy(memory, position);
    running?.update(piece);
    noteReceived(piece.length);
  });
  const body = memory.subarray(0, length);
  let sha256 = running?.digest('hex');
  const digest = () => {
    sha256 ??= hash('sha256', body, 'hex');
    return sha256;
  };
  return { size: length, digest, chunks: [body] };
}

/** Keeps a body of known length in memory while it is used. */
export async function useInMemory<T>(
  request: IncomingMessage,
  length: number,
  buffers: BufferPool,
  use: (body: ReceivedBody) => Promise<T>,
): Promise<T> {
  if (length <= chunkBytes) return use(await receiveChunks(request, length));
  underWay += 1;
  try {
    const memory = buffers.take(length);
    const result = await use(await receiveInto(memory, request, length));
    // Not after a failure: whoever failed may still be reading it.
    buffers.give(memory);
    return result;
  } finally {
    underWay -= 1;
  }
}
