import type { SpoolFile } from './spool-file.js';

/** An upload that arrived whole. */
export interface ReceivedBody {
  /** Bytes. */
  size: number;
  /** SHA-256, hexadecimal. May take half a millisecond the first time; never fails. */
  digest(): string;
  /** The body, when it was kept in memory. */
  chunks?: readonly Buffer[];
  /** Otherwise: the temporary file that holds it, open for reading and writing. */
  file?: SpoolFile;
}

/** Why an upload was not taken. */
export type ReceiveFailure =
  | 'too-large'
  | 'length-mismatch'
  | 'aborted'
  | 'spool-failed'
  | 'spool-full';

/** Thrown when an upload did not arrive whole. */
export class ReceiveError extends Error {
  override readonly name = 'ReceiveError';

  constructor(
    readonly reason: ReceiveFailure,
    cause?: unknown,
  ) {
    super(`upload not taken: ${reason}`, { cause });
  }
}
