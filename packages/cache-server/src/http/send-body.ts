import type { ServerResponse } from 'node:http';
import { pumpFile } from '../body/pump-file.js';
import type { VerifiedBody } from '../storage/storage.js';

/** Resolves when all was handed to the system (true), or the client is gone. */
function untilSent(response: ServerResponse): Promise<boolean> {
  let isFinished = false;
  return new Promise((resolve) => {
    if (response.closed || response.destroyed) return resolve(false);
    response.once('finish', () => {
      isFinished = true;
    });
    // "finish" is also said of what a destroyed connection threw away.
    response.once('close', () => resolve(isFinished && !response.req.socket.destroyed));
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
  let wasSent = false;
  try {
    const sent = untilSent(response);
    response.writeHead(200, { ...headers, 'Content-Length': body.size });
    if (body.fd === undefined) response.end(body.bytes);
    else await sendFile(response, body.fd, body.size);
    wasSent = await sent;
  } finally {
    body.release(wasSent);
  }
}
