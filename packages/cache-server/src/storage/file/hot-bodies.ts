import { type Stats, statSync } from 'node:fs';
import type { MemoryBudget } from '../../body/memory-budget.js';
import type { ObjectRecord } from '../object-record.js';
import { type FileIdentity, identityOf, isRecent, isSameFile, lookedAt } from './file-identity.js';

/** A verified body in memory, and the file it came from. */
interface HotBody {
  record: ObjectRecord;
  body: Buffer;
  file: FileIdentity;
  /** When the file was last seen to be the same, in milliseconds of `performance.now`. */
  seenAt: number;
}

/**
 * Small bodies that are read again and again, in memory: they were verified when they came in. The file
 * still counts: one that was changed or deleted behind the server's back is noticed within a second.
 */
export class HotBodies {
  /** By path, in the order of their last use. */
  private readonly bodies = new Map<string, HotBody>();
  private bytes = 0;
  private readonly mostBytes: number;

  /** @param budget - what they take is taken from there, and at most a quarter of it */
  constructor(private readonly budget: MemoryBudget) {
    this.mostBytes = budget.bytes / 4;
  }

  /** The body of a file, which becomes the last one to go. */
  get(path: string): HotBody | undefined {
    const hot = this.bodies.get(path);
    if (!hot) return undefined;
    if (!isRecent(hot.seenAt) && !this.isUnchanged(path, hot)) return undefined;
    this.bodies.delete(path);
    this.bodies.set(path, hot);
    return hot;
  }

  /** Keeps a copy, if there is room in the budget. */
  keep(path: string, status: Stats, record: ObjectRecord, body: Buffer): void {
    if (body.length > this.mostBytes) return;
    this.forget(path);
    while (this.bytes + body.length > this.mostBytes) this.forgetOldest();
    if (!this.budget.take(body.length)) return;
    // Not of Node's shared pool: a small body would keep all of it from being freed.
    const copy = Buffer.allocUnsafeSlow(body.length);
    body.copy(copy);
    const file = identityOf(status);
    this.bodies.set(path, { record, body: copy, file, seenAt: lookedAt(file) });
    this.bytes += copy.length;
  }

  /** Lets a body go. */
  forget(path: string): void {
    const hot = this.bodies.get(path);
    if (!hot) return;
    this.bodies.delete(path);
    this.bytes -= hot.body.length;
    this.budget.give(hot.body.length);
  }

  private isUnchanged(path: string, hot: HotBody): boolean {
    const status = statSync(path, { throwIfNoEntry: false });
    if (status && isSameFile(hot.file, status)) {
      hot.seenAt = lookedAt(hot.file);
      return true;
    }
    this.forget(path);
    return false;
  }

  private forgetOldest(): void {
    const [path] = this.bodies.keys();
    if (path !== undefined) this.forget(path);
  }
}
