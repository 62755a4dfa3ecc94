import type { ServerResponse } from 'node:http';
import { pumpFile } from '../body/pump-file.js';
import type { VerifiedBody } from '../storage/storage.js';

/** Resolves when all was handed to the system, or the client is gone. */
function untilClosed(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (response.closed) resolve();
    else response.once('close', resolve);
  });
}

async function sendFile(response: ServerResponse, fd: number, size: number): Promise<void> {
  try {
    await pumpFile(fd, size, response);
    response.end();
  } catch {
    // Too late for another answer: a connection that breaks off is the one sign left.
    response.destroy();
  }
}

/** Sends a verified body with its headers; releases it, and resolves, when that is done or given up. */
export async function sendBody(
  response: ServerResponse,
  body: VerifiedBody,
  headers: Record<string, string | number>,
): Promise<void> {
  try {
    const closed = untilClosed(response);
    response.writeHead(200, { ...headers, 'Content-Length': body.size });
    if (body.fd === undefined) response.end(body.bytes);
    else await sendFile(response, body.fd, body.size);
    await closed;
  } finally {
    body.release();
  }
}
