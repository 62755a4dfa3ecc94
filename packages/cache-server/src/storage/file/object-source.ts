import type { FileIdentity } from './file-identity.js';

/** An object that can be read now. */
export interface OpenObject {
  /** Of its {@link ObjectSource}. */
  name: string;
  fd: number;
  /** Where it begins in the file. */
  position: number;
  /** Bytes of body and record together. */
  size: number;
  identity: FileIdentity;
  /** Called once, when nothing is read any more. */
  close(): void;
}

/** Where the bytes of an object are. */
export interface ObjectSource {
  /** Tells it from all others. */
  readonly name: string;
  /** What it is by a look at its file; undefined when that is no more. */
  look(): FileIdentity | undefined;
  /** Undefined when there is no such file. */
  open(): OpenObject | undefined;
}
