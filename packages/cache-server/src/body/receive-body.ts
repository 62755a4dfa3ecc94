import { createHash, type Hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { writeAll } from '../files.js';
import { noteReceived } from './collect-garbage.js';
import type { MemoryBudget } from './memory-budget.js';
import { type ReceivedBody, ReceiveError } from './received-body.js';
import { discardSpoolFile, openSpoolFile } from './spool-file.js';

/** How uploads are taken. */
export interface ReceiveSettings {
  /** Most bytes of one body. */
  maxBytes: number;
  /** Bodies up to this many bytes are kept in memory, when the budget allows. */
  memoryBytes: number;
  budget: MemoryBudget;
  /** Where larger ones are written. */
  spoolFolder: string;
}

/** The declared length; undefined for a chunked body. */
function declaredLength(request: IncomingMessage): number | undefined {
  const text = request.headers['content-length'];
  return text === undefined ? undefined : Number(text);
}

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
function readChunks(request: IncomingMessage, onChunk: (chunk: Buffer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    request.on('data', onChunk);
    request.once('end', resolve);
    request.once('error', (error) => reject(new ReceiveError('aborted', error)));
    request.once('close', () => {
      if (!request.complete) reject(new ReceiveError('aborted'));
    });
  });
}

/** Keeps a body of known length in memory. */
async function receiveIntoMemory(request: IncomingMessage, length: number): Promise<ReceivedBody> {
  const chunks: Buffer[] = [];
  // While the client is still sending, not after.
  const hash = createHash('sha256');
  let size = 0;
  await readChunks(request, (chunk) => {
    size += chunk.length;
    chunks.push(chunk);
    hash.update(chunk);
  });
  if (size !== length) throw new ReceiveError('length-mismatch');
  return { size, sha256: hash.digest('hex'), chunks };
}

/** Writes chunks to a file in order, and holds the client back while the disk is behind. */
class SpoolWriter {
  size = 0;
  failure: unknown;
  private readonly hash: Hash = createHash('sha256');
  private waiting: Buffer[] = [];
  private waitingBytes = 0;
  private writing: Promise<void> | undefined;

  constructor(
    private readonly fd: number,
    private readonly request: IncomingMessage,
    private readonly maxBytes: number,
  ) {}

  add(chunk: Buffer): void {
    noteReceived(chunk.length);
    this.size += chunk.length;
    // The rest is read and forgotten: the client must be able to finish sending.
    if (this.size > this.maxBytes || this.failure) return;
    this.hash.update(chunk);
    this.waiting.push(chunk);
    this.waitingBytes += chunk.length;
    this.writing ??= this.write();
    if (this.waitingBytes > 256 * 1024) this.request.pause();
  }

  private async write(): Promise<void> {
    try {
      while (this.waiting.length > 0) {
        const batch = this.waiting;
        this.waiting = [];
        this.waitingBytes = 0;
        await writeAll(this.fd, batch);
        this.request.resume();
      }
    } catch (error) {
      this.failure = error;
      this.request.resume();
    } finally {
      this.writing = undefined;
    }
  }

  async finish(): Promise<string> {
    while (this.writing) await this.writing;
    if (this.failure) throw new ReceiveError('spool-failed', this.failure);
    if (this.size > this.maxBytes) throw new ReceiveError('too-large');
    return this.hash.digest('hex');
  }
}

/** Writes a body to a temporary file. */
async function receiveIntoFile(
  request: IncomingMessage,
  length: number | undefined,
  settings: ReceiveSettings,
): Promise<ReceivedBody> {
  const file = await openSpoolFile(settings.spoolFolder).catch(async (error) => {
    await drainBody(request);
    throw new ReceiveError('spool-failed', error);
  });
  const writer = new SpoolWriter(file.fd, request, settings.maxBytes);
  try {
    await readChunks(request, (chunk) => writer.add(chunk));
    const sha256 = await writer.finish();
    if (length !== undefined && writer.size !== length) throw new ReceiveError('length-mismatch');
    return { size: writer.size, sha256, file };
  } catch (error) {
    await writer.finish().catch(() => undefined);
    await discardSpoolFile(file);
    throw error;
  }
}

/**
 * Takes an upload, hands it over and cleans up behind it. Memory is bounded: by the budget for small
 * bodies, by some chunks for those that go through a file.
 *
 * @throws ReceiveError when the body is too large, broke off, or could not be written
 */
export async function withReceivedBody<T>(
  request: IncomingMessage,
  settings: ReceiveSettings,
  use: (body: ReceivedBody) => Promise<T>,
): Promise<T> {
  const length = declaredLength(request);
  if (length !== undefined && length > settings.maxBytes) {
    await drainBody(request);
    throw new ReceiveError('too-large');
  }
  if (length !== undefined && length <= settings.memoryBytes && settings.budget.take(length)) {
    try {
      return await use(await receiveIntoMemory(request, length));
    } finally {
      settings.budget.give(length);
    }
  }
  const body = await receiveIntoFile(request, length, settings);
  try {
    return await use(body);
  } finally {
    // Nobody has to wait for this.
    if (body.file) void discardSpoolFile(body.file);
  }
}
