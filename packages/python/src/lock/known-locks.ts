import { readFile } from 'node:fs/promises';
import { SignalError } from '../errors.js';
import { writeWhole } from '../process/write-whole.js';
import { digestText } from './digest.js';
import type { Lock, LockNode } from './lock.js';
import { indexLock, type LockIndex } from './lock-index.js';
import { readLock } from './read-lock.js';

interface KnownLock {
  /** Hash of the lock's text. */
  digest: string;
  lock: LockIndex | SignalError;
}

interface StoredLock extends Pick<Lock, 'format' | 'file'> {
  digest: string;
  nodes: LockNode[];
  localByDirectory: [directory: string, id: string][];
  packagesByName: [name: string, ids: string[]][];
}

function toStored(digest: string, lock: Lock): StoredLock {
  const { format, file, nodes, localByDirectory, packagesByName } = lock;
  return {
    digest,
    format,
    file,
    nodes: [...nodes.values()],
    localByDirectory: [...localByDirectory],
    packagesByName: [...packagesByName],
  };
}

function fromStored({ nodes, localByDirectory, packagesByName, ...stored }: StoredLock): Lock {
  return {
    format: stored.format,
    file: stored.file,
    nodes: new Map(nodes.map((node) => [node.id, node])),
    localByDirectory: new Map(localByDirectory),
    packagesByName: new Map(packagesByName),
  };
}

/**
 * Locks by file, as they were read. Reading a large one takes longer than all else of a graph, and few
 * graphs have a new one; so what one process has read, the next one takes from a file.
 */
export class KnownLocks {
  readonly #version: string;
  readonly #known = new Map<string, KnownLock>();
  #path: string | undefined;
  #isSaved = true;

  /** @param version - of all that reads locks: what another one has left is read again */
  constructor(version = '') {
    this.#version = version;
  }

  /** Loads what an earlier process left at `path`; a damaged or missing file is no loss. */
  async load(path: string): Promise<void> {
    if (this.#path === path) return;
    this.#path = path;
    try {
      const text = await readFile(path, 'utf8');
      const end = text.indexOf('\n');
      const body = text.slice(end + 1);
      if (text.slice(0, end) !== this.#heading(body)) return;
      for (const stored of JSON.parse(body) as StoredLock[]) {
        const { digest, file } = stored;
        this.#known.set(file, { digest, lock: indexLock(fromStored(stored), digest) });
      }
    } catch {
      // Every lock is read from its own file.
    }
  }

  /** Vouches for what follows, so that a file of which half was written is not believed. */
  #heading(body: string): string {
    return JSON.stringify({ version: this.#version, digest: digestText(body) });
  }

  /** A lock with its index, or the error that reading it gives. */
  read(file: string, text: string): LockIndex | SignalError {
    const digest = digestText(text);
    const before = this.#known.get(file);
    if (before?.digest === digest) return before.lock;
    const lock = readIndexed(file, text, digest);
    this.#known.set(file, { digest, lock });
    this.#isSaved = false;
    return lock;
  }

  /** Leaves what is new for the next process. */
  save(): void {
    if (this.#isSaved || this.#path === undefined) return;
    const body = JSON.stringify(
      [...this.#known.values()].flatMap(({ digest, lock }) =>
        lock instanceof SignalError ? [] : [toStored(digest, lock.lock)],
      ),
    );
    this.#isSaved = true;
    try {
      writeWhole(this.#path, `${this.#heading(body)}\n${body}`);
    } catch {
      // A full or read-only disk costs the next process its head start, and nothing else.
    }
  }
}

function readIndexed(file: string, text: string, digest: string): LockIndex | SignalError {
  try {
    return indexLock(readLock(file, text), digest);
  } catch (error) {
    if (error instanceof SignalError) return error;
    throw error;
  }
}
