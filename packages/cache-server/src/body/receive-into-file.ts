import { createHash, type Hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { writeAll } from '../files.js';
import { noteReceived } from './collect-garbage.js';
import { drainBody, readChunks } from './read-request.js';
import { type ReceivedBody, ReceiveError } from './received-body.js';
import { discardSpoolFile, openSpoolFile } from './spool-file.js';

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

/** How a body is taken into a file. */
export interface FileSettings {
  /** Most bytes of it. */
  maxBytes: number;
  /** Where the file is made. */
  spoolFolder: string;
}

/** Writes a body to a temporary file. */
export async function receiveIntoFile(
  request: IncomingMessage,
  length: number | undefined,
  { spoolFolder, maxBytes }: FileSettings,
): Promise<ReceivedBody> {
  const file = await openSpoolFile(spoolFolder).catch(async (error) => {
    await drainBody(request);
    throw new ReceiveError('spool-failed', error);
  });
  const writer = new SpoolWriter(file.fd, request, maxBytes);
  try {
    await readChunks(request, (chunk) => writer.add(chunk));
    const sha256 = await writer.finish();
    if (length !== undefined && writer.size !== length) throw new ReceiveError('length-mismatch');
    return { size: writer.size, digest: () => sha256, file };
  } catch (error) {
    await writer.finish().catch(() => undefined);
    await discardSpoolFile(file);
    throw error;
  }
}
