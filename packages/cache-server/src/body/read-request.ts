import type { IncomingMessage } from 'node:http';
import { ReceiveError } from './received-body.js';

/**
 * Reads and forgets what is left of a request, so that a client that is still sending gets its
 * answer instead of a broken connection. Ends when the request does, however it does.
 *
 * @param most - bytes after which the connection is ended: a stranger is not listened to for ever
 */
export function drainBody(
  request: IncomingMessage,
  most = Number.POSITIVE_INFINITY,
): Promise<void> {
  if (request.readableEnded || request.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    let size = 0;
    request.once('end', resolve).once('close', resolve).once('error', resolve);
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > most) request.destroy();
    });
  });
}

/** Calls back with every chunk; resolves when the body ended, rejects when it broke off. */
export function readChunks(
  request: IncomingMessage,
  onChunk: (chunk: Buffer) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    request.on('data', onChunk);
    request.once('end', resolve);
    request.once('error', (error) => reject(new ReceiveError('aborted', error)));
    request.once('close', () => {
      if (!request.complete) reject(new ReceiveError('aborted'));
    });
  });
}
