import type { Awaitable } from '../awaitable.js';
import type { MemoryBudget } from '../body/memory-budget.js';
import type { ReceivedBody } from '../body/received-body.js';
import type { ObjectKey } from './object-key.js';
import type { ObjectOrigin, ObjectRecord } from './object-record.js';

/** An object whose body was verified against its digest before this value was made. */
export interface StoredObject {
  record: ObjectRecord;
  body: VerifiedBody;
}

/** A body in memory, or in an open file. {@link release} it exactly once. */
export interface VerifiedBody {
  size: number;
  /** The whole body, when it is small enough. */
  bytes?: Buffer;
  /** Otherwise: an open file that holds it from its first byte. */
  fd?: number;
  /**
   * Closes the file, gives back the memory.
   *
   * @param isUnused - whether nobody will read {@link bytes} any more, so that they may become another body's;
   *   when in doubt, false
   */
  release(isUnused: boolean): void;
}

/** What became of an upload. `exists`: another writer was first, whose object stays. */
export type PublishOutcome = 'stored' | 'exists';

/** What happened in a store and has no request of its own. */
export interface StorageEvents {
  /** An object did not match its digest and was put aside. */
  corrupt(id: string): void;
  /** An object was deleted to make room or because it was old. */
  evicted(bytes: number, cause: 'bytes' | 'age'): void;
  /** Something failed that costs no request. */
  trouble(message: string, error: unknown): void;
  /** Something is not as it is configured. */
  warn(message: string): void;
}

/**
 * A back-end. Every method may throw: callers turn that into a miss or a refusal.
 *
 * An object becomes visible whole or not at all, never changes, and of several writers exactly one
 * wins.
 */
export interface Storage {
  /** Where bodies that do not fit into memory wait until they are published. */
  readonly spoolFolder: string;
  /** The verified object. A corrupt one is put aside and reads as undefined. */
  read(key: ObjectKey): Awaitable<StoredObject | undefined>;
  /** The record alone, without a look at the body. */
  describe(key: ObjectKey): Promise<ObjectRecord | undefined>;
  /**
   * Whether an object is known to be there, so that an upload need not be read. False says nothing. Throws only by
   * its promise.
   */
  exists(key: ObjectKey): Awaitable<boolean>;
  /** Makes a received body visible. Leaves the body to be disposed by the caller. */
  publish(body: ReceivedBody, origin: ObjectOrigin): Promise<PublishOutcome>;
  /** Only where clients are sent to the store: a URL at which they get the body; undefined for a miss. */
  redirect?: ((key: ObjectKey) => Promise<string | undefined>) | undefined;
  /**
   * Deletes from a disk that is full, where there is one, so that a body can be written.
   *
   * @param scope - of the body
   */
  makeRoom?(bytes: number, scope: string): Promise<boolean>;
  /**
   * The room for bodies that wait to be published, where it is bounded.
   *
   * @param scope - of the body
   */
  uploadRoom?(scope: string): MemoryBudget | undefined;
  /** Throws when the store cannot be used. */
  check(): Promise<void>;
  /** Bytes and objects, where the store knows. */
  usage(): { bytes: number; objects: number } | undefined;
  /** Ends background work; what is published stays. */
  close(): Promise<void>;
}
