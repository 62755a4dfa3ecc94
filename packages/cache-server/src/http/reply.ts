import type { ServerResponse } from 'node:http';
import { printableLine } from '../printable.js';

/** Answers with a line of text. Nx shows the text of a 401 only when its type is exactly `text/plain`. */
export function replyText(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Record<string, string> = {},
): void {
  if (response.headersSent || response.destroyed) return;
  const length = Buffer.byteLength(text);
  response.writeHead(status, {
    'Content-Type': 'text/plain',
    'Content-Length': length,
    ...headers,
  });
  response.end(text);
}

/** Answers with JSON that no cache keeps. */
export function replyJson(response: ServerResponse, status: number, value: unknown): void {
  replyText(response, status, `${printableLine(JSON.stringify(value))}\n`, {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
  });
}
