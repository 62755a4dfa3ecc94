import { createHash, type Hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { writeAll } from '../files.js';
import { noteReceived } from './collect-garbage.js';
import type { MemoryBudget } from './memory-budget.js';
import { readChunks } from './read-request.js';
import { type ReceivedBody, ReceiveError } from './received-body.js';
import { discardSpoolFile, openSpoolFile } from './spool-file.js';
import { type MakeRoom, withRoom } from './with-room.js';

/** Writes chunks to a file in order, and holds the client back while the disk is behind. */
class SpoolWriter {
  size = 0;
  failure: unknown;
  /** Bytes of the room for files that are taken. */
  reserved = 0;
  /** Bytes that are in the file. */
  private written = 0;
  private readonly hash: Hash = createHash('sha256');
  private waiting: Buffer[] = [];
  private waitingBytes = 0;
  private writing: Promise<void> | undefined;

  constructor(
    private readonly fd: number,
    private readonly request: IncomingMessage,
    private readonly settings: FileSettings,
    private readonly length: number | undefined,
  ) {}

  private reserve(bytes: number): boolean {
    const { spool } = this.settings;
    if (spool && !spool.take(bytes)) {
      this.failure = new ReceiveError('spool-full');
      return false;
    }
    this.reserved += bytes;
    return true;
  }

  /** False when no more is wanted. */
  add(chunk: Buffer): boolean {
    noteReceived(chunk.length);
    this.size += chunk.length;
    if (this.size > this.settings.maxBytes || this.failure) return false;
    if (!this.reserve(chunk.length)) return false;
    this.hash.update(chunk);
    this.waiting.push(chunk);
    this.waitingBytes += chunk.length;
    this.writing ??= this.write();
    if (this.waitingBytes > 256 * 1024) this.request.pause();
    return true;
  }

  private async write(): Promise<void> {
    try {
      while (this.waiting.length > 0) {
        const batch = this.waiting;
        this.waiting = [];
        this.waitingBytes = 0;
        await this.writeBatch(batch);
        this.request.resume();
      }
    } catch (error) {
      this.failure = error;
      this.request.resume();
    } finally {
      this.writing = undefined;
    }
  }

  /** At a place of its own: of what a full disk took of it, nobody knows. */
  private async writeBatch(batch: readonly Buffer[]): Promise<void> {
    const bytes = batch.reduce((sum, { length }) => sum + length, 0);
    await withRoom(this.length ?? this.size, this.settings.makeRoom, () =>
      writeAll(this.fd, batch, this.written),
    );
    this.written += bytes;
  }

  async finish(): Promise<string> {
    while (this.writing) await this.writing;
    if (this.failure instanceof ReceiveError) throw this.failure;
    if (this.failure) throw new ReceiveError('spool-failed', this.failure);
    if (this.size > this.settings.maxBytes) throw new ReceiveError('too-large');
    return this.hash.digest('hex');
  }
}

/** How a body is taken into a file. */
export interface FileSettings {
  /** Most bytes of it. */
  maxBytes: number;
  /** Where the file is made. */
  spoolFolder: string;
  makeRoom?: MakeRoom | undefined;
  /** The room that it may take, with others; undefined: any. */
  spool?: MemoryBudget | undefined;
}

/** Writes a body to a temporary file. Its room is the caller's to give back. */
export async function receiveIntoFile(
  request: IncomingMessage,
  length: number | undefined,
  settings: FileSettings,
): Promise<ReceivedBody> {
  const open = () => openSpoolFile(settings.spoolFolder);
  const file = await withRoom(length ?? 0, settings.makeRoom, open).catch((error) => {
    throw new ReceiveError('spool-failed', error);
  });
  const writer = new SpoolWriter(file.fd, request, settings, length);
  try {
    await readChunks(request, (chunk) => writer.add(chunk));
    const sha256 = await writer.finish();
    if (length !== undefined && writer.size !== length) throw new ReceiveError('length-mismatch');
    return { size: writer.size, digest: () => sha256, file };
  } catch (error) {
    await writer.finish().catch(() => undefined);
    settings.spool?.give(writer.reserved);
    await discardSpoolFile(file);
    throw error;
  }
}
