import { createReadStream } from 'node:fs';
import type { ServerResponse } from 'node:http';
import type { VerifiedBody } from '../storage/storage.js';

const pieceBytes = 128 * 1024;

/** Sends the file piece by piece, as fast as the client takes them. */
function streamFile(response: ServerResponse, fd: number, size: number): void {
  const stream = createReadStream('', {
    fd,
    start: 0,
    end: size - 1,
    autoClose: false,
    highWaterMark: pieceBytes,
  });
  // Too late for another answer: a connection that breaks off is the one sign left.
  stream.once('error', () => response.destroy());
  response.once('close', () => stream.destroy());
  stream.pipe(response);
}

/**
 * Sends a verified body with its headers.
 *
 * @param onDone - called once, when all was handed to the system or the client is gone
 */
export function sendBody(
  response: ServerResponse,
  body: VerifiedBody,
  headers: Record<string, string | number>,
  onDone: () => void,
): void {
  response.once('close', () => {
    body.release();
    onDone();
  });
  response.writeHead(200, { ...headers, 'Content-Length': body.size });
  if (body.bytes || body.size === 0) response.end(body.bytes);
  else streamFile(response, body.fd as number, body.size);
}
