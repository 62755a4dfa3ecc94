import type { MemoryBudget } from '../../body/memory-budget.js';
import { keyText, type ObjectKey } from '../object-key.js';
import { isRecordOf, type ObjectRecord } from '../object-record.js';
import { type FileIdentity, isRecent, isSameFile, lookedAt } from './file-identity.js';
import type { ObjectSource } from './object-source.js';

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
  /**
   * By the text of the key; that a body is the one that is asked for, its record says. The first is the next
   * one that may have to go.
   */
  private readonly bodies = new Map<string, HotBody>();
  private bytes = 0;
  private readonly mostBytes: number;

  /** @param budget - what they take is taken from there, and at most a quarter of it */
  constructor(private readonly budget: MemoryBudget) {
    this.mostBytes = budget.bytes / 4;
  }

  /** A body whose file was looked at a moment ago. */
  recall(key: ObjectKey): HotBody | undefined {
    const hot = this.get(key);
    return hot && isRecent(hot.seenAt) ? hot : undefined;
  }

  /** A body whose file is still the one it came from: looks at it. */
  find(key: ObjectKey, source: ObjectSource): HotBody | undefined {
    const hot = this.get(key);
    if (!hot) return undefined;
    const now = source.look();
    if (now && isSameFile(hot.file, now)) {
      hot.seenAt = lookedAt(hot.file);
      return hot;
    }
    this.forget(key);
    return undefined;
  }

  /** Keeps a copy, if there is room in the budget and among the bodies that are in use. */
  keep(record: ObjectRecord, file: FileIdentity, body: Buffer): void {
    this.forget(record);
    if (body.length > this.mostBytes || !this.makeRoom(body.length)) return;
    if (!this.budget.take(body.length)) return;
    // Not of Node's shared pool: a small body would keep all of it from being freed.
    const copy = Buffer.allocUnsafeSlow(body.length);
    body.copy(copy);
    this.bodies.set(keyText(record), { record, body: copy, file, seenAt: lookedAt(file) });
    this.bytes += copy.length;
  }

  /** Lets a body go. */
  forget(key: ObjectKey): void {
    const place = keyText(key);
    const hot = this.bodies.get(place);
    if (!hot) return;
    this.bodies.delete(place);
    this.bytes -= hot.body.length;
    this.budget.give(hot.body.length);
  }

  private get(key: ObjectKey): HotBody | undefined {
    const hot = this.bodies.get(keyText(key));
    return hot && isRecordOf(hot.record, key) ? hot : undefined;
  }

  /**
   * Lets bodies go that nobody asked for lately. One that is in use stays, and whoever wants its place does
   * without: when more is read than fits, each would else push out another before that is read again.
   */
  private makeRoom(bytes: number): boolean {
    while (this.bytes + bytes > this.mostBytes) {
      const [entry] = this.bodies;
      if (!entry) return false;
      const [place, hot] = entry;
      if (isRecent(hot.seenAt)) {
        this.bodies.delete(place);
        this.bodies.set(place, hot);
        return false;
      }
      this.forget(hot.record);
    }
    return true;
  }
}
