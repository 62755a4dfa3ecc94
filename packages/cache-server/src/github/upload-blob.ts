import { close, open, readFully } from '../files.js';
import { TryAgain, withRetries } from './retries.js';
import { ServiceError } from './service-error.js';

/** Bytes of one request, and of memory for it. */
const blockBytes = 16 * 1024 * 1024;

/** Requests at one time. */
const atOnce = 4;

/** Milliseconds for one request. */
const requestTime = 60_000;

async function put(
  url: string,
  body: Buffer | string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<void> {
  await withRetries(signal, async () => {
    const response = await fetch(url, {
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream', ...headers },
      body:
        typeof body === 'string' ? body : new Uint8Array(body.buffer, body.byteOffset, body.length),
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(requestTime)]),
    });
    await response.arrayBuffer();
    if (response.ok) return;
    const error = new ServiceError('unavailable', `the store of packs answered ${response.status}`);
    throw response.status >= 500 || response.status === 429 ? new TryAgain(error) : error;
  });
}

async function readBlock(fd: number, position: number, size: number): Promise<Buffer> {
  const block = Buffer.allocUnsafeSlow(size);
  if ((await readFully(fd, block, position)) < size)
    throw new ServiceError('unavailable', 'the pack became shorter');
  return block;
}

/** The name of a block: all have the same length, as the store demands. */
function blockId(index: number): string {
  return Buffer.from(String(index).padStart(8, '0')).toString('base64');
}

async function putBlocks(
  url: string,
  fd: number,
  bytes: number,
  signal: AbortSignal,
): Promise<void> {
  const count = Math.ceil(bytes / blockBytes);
  let next = 0;
  const work = async () => {
    for (let index = next++; index < count; index = next++) {
      const position = index * blockBytes;
      const block = await readBlock(fd, position, Math.min(blockBytes, bytes - position));
      const id = encodeURIComponent(blockId(index));
      await put(`${url}&comp=block&blockid=${id}`, block, {}, signal);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, work));
  const ids = Array.from({ length: count }, (_, index) => `<Latest>${blockId(index)}</Latest>`);
  const list = `<?xml version="1.0" encoding="utf-8"?><BlockList>${ids.join('')}</BlockList>`;
  await put(`${url}&comp=blocklist`, list, { 'content-type': 'application/xml' }, signal);
}

/**
 * Uploads a file as a block blob of Azure's: in one request, or in blocks of bounded memory.
 *
 * @param url - signed, and so a secret
 */
export async function uploadBlob(
  url: string,
  file: string,
  bytes: number,
  signal: AbortSignal,
): Promise<void> {
  const fd = await open(file, 'r');
  try {
    if (bytes > blockBytes) await putBlocks(url, fd, bytes, signal);
    else await put(url, await readBlock(fd, 0, bytes), { 'x-ms-blob-type': 'BlockBlob' }, signal);
  } finally {
    await close(fd);
  }
}
