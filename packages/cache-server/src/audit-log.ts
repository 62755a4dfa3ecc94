import { closeSync, fstatSync, openSync, statSync, writeSync } from 'node:fs';
import { CacheServerError } from './errors.js';
import { printableLine } from './printable.js';
import type { ObjectRecord } from './storage/object-record.js';

/** How often it is looked at whether the file was moved away, in milliseconds. */
const lookInterval = 1000;
/** Most characters of one value: a line stays below what a system writes in one piece. */
const longestValue = 300;

function bounded(value: string | number | undefined): string | number | undefined {
  if (typeof value !== 'string') return value;
  const text = printableLine(value);
  return text.length > longestValue ? `${text.slice(0, longestValue - 1)}…` : text;
}

/** One line of JSON, of at most 4096 bytes. */
export function auditLine(record: ObjectRecord): string {
  const { time, identity, ref, run, protocol, scope, name, size, sha256 } = record;
  const entry = { time, identity, ref, run, protocol, scope, name, size, sha256 };
  const values = Object.entries(entry).map(([key, value]) => [key, bounded(value)]);
  return `${JSON.stringify(Object.fromEntries(values))}\n`;
}

/**
 * A file with a line for each object that was stored: who stored it, from which run. The line is written before the
 * upload is answered. Whoever moves the file away, as programs that rotate logs do, gets a new one.
 */
export class AuditLog {
  private fd: number;
  private lookedAt = performance.now();
  /** Whether the last line may have been written in part. */
  private isTorn = false;

  /**
   * @param onTrouble - told when a line could not be written; the object is stored all the same
   * @throws CacheServerError CONFIG_INVALID when the file cannot be written
   */
  constructor(
    private readonly file: string,
    private readonly onTrouble: (error: unknown) => void,
  ) {
    try {
      this.fd = this.open();
    } catch (error) {
      throw new CacheServerError({
        code: 'CONFIG_INVALID',
        message: `The audit log cannot be written: ${(error as Error).message}`,
        place: file,
        hint: 'use another --audit.file, or give this user permission to write there.',
        cause: error,
      });
    }
  }

  /** Notes an object that was stored. */
  note(record: ObjectRecord): void {
    try {
      this.follow();
      const line = auditLine(record);
      const text = this.isTorn ? `\n${line}` : line;
      this.isTorn = true;
      if (writeSync(this.fd, text) === Buffer.byteLength(text)) this.isTorn = false;
      else this.onTrouble(new Error('the line was written only partially'));
    } catch (error) {
      this.onTrouble(error);
    }
  }

  close(): void {
    closeSync(this.fd);
  }

  private open(): number {
    return openSync(this.file, 'a', 0o600);
  }

  private follow(): void {
    const now = performance.now();
    if (now - this.lookedAt < lookInterval) return;
    this.lookedAt = now;
    if (statSync(this.file, { throwIfNoEntry: false })?.ino === fstatSync(this.fd).ino) return;
    const fd = this.open();
    closeSync(this.fd);
    this.fd = fd;
    this.isTorn = false;
  }
}
