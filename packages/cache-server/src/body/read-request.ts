import type { IncomingMessage } from 'node:http';
import { ReceiveError } from './received-body.js';

/** Clients that wait for a word before they send their body, and how they get it. */
const waiting = new WeakMap<IncomingMessage, () => void>();

/**
 * Notes that a client has asked whether its body is wanted.
 *
 * @param ask - tells it to send
 */
export function holdBody(request: IncomingMessage, ask: () => void): void {
  waiting.set(request, ask);
}

function askForBody(request: IncomingMessage): void {
  if (request.headers.expect !== undefined) waiting.get(request)?.();
}

/**
 * Reads and forgets what is left of a request that was answered, so that a client that is still sending gets its
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

/**
 * Calls back with every chunk; resolves when the body ended, rejects when it broke off.
 *
 * @param onChunk - returns false when no more is wanted, which ends this as well
 */
export function readChunks(
  request: IncomingMessage,
  onChunk: (chunk: Buffer) => boolean,
): Promise<void> {
  // It may have broken off before anybody listened: nothing is said of that again.
  if (request.destroyed) return Promise.reject(new ReceiveError('aborted'));
  askForBody(request);
  return new Promise((resolve, reject) => {
    const take = (chunk: Buffer) => {
      if (onChunk(chunk)) return;
      request.off('data', take);
      resolve();
    };
    request.on('data', take);
    request.once('end', resolve);
    request.once('error', (error) => reject(new ReceiveError('aborted', error)));
    // What came before the connection broke off, and nobody has read yet, is gone with it.
    request.once('close', () => request.readableEnded || reject(new ReceiveError('aborted')));
  });
}
