import { createHash, hash } from 'node:crypto';
import type { MemoryBudget } from '../body/memory-budget.js';
import { discardSpoolFile, openSpoolFile } from '../body/spool-file.js';
import { close, open, readFully, unlink, writeAll } from '../files.js';
import type { ObjectRecord } from '../storage/object-record.js';
import type { VerifiedBody } from '../storage/storage.js';

/** A body in a file: a part of a pack, or a whole file. */
export interface StoredPart {
  path: string;
  position: number;
  record: ObjectRecord;
}

/** How bodies are read. */
export interface PartSettings {
  /** Bodies up to this many bytes are read into memory, when the budget allows. */
  memoryBytes: number;
  budget: MemoryBudget;
  spoolFolder: string;
}

const pieceBytes = 1024 * 1024;

/** The bytes of a part, in pieces that are overwritten by the next step. */
async function* pieces(fd: number, { position, record }: StoredPart): AsyncGenerator<Buffer, void> {
  const buffer = Buffer.allocUnsafe(Math.min(pieceBytes, record.size));
  for (let done = 0; done < record.size; ) {
    const piece = buffer.subarray(0, Math.min(buffer.length, record.size - done));
    if ((await readFully(fd, piece, position + done)) < piece.length) return;
    yield piece;
    done += piece.length;
  }
}

async function intoMemory(
  fd: number,
  { position, record }: StoredPart,
  budget: MemoryBudget,
): Promise<VerifiedBody | undefined> {
  const bytes = Buffer.allocUnsafeSlow(record.size);
  const isWhole = (await readFully(fd, bytes, position)) === record.size;
  if (!isWhole || hash('sha256', bytes, 'hex') !== record.sha256) return undefined;
  return { size: record.size, bytes, release: () => budget.give(record.size) };
}

/** Copies a part behind the position of a file; whether it is what was stored. */
export async function copyPart(part: StoredPart, target: number, at: number): Promise<boolean> {
  const fd = await open(part.path, 'r');
  try {
    const sha256 = createHash('sha256');
    let written = at;
    for await (const piece of pieces(fd, part)) {
      sha256.update(piece);
      await writeAll(target, [piece], written);
      written += piece.length;
    }
    return written - at === part.record.size && sha256.digest('hex') === part.record.sha256;
  } finally {
    await close(fd);
  }
}

async function intoFile(part: StoredPart, spoolFolder: string): Promise<VerifiedBody | undefined> {
  const file = await openSpoolFile(spoolFolder);
  let isKept = false;
  try {
    isKept = await copyPart(part, file.fd, 0);
    if (!isKept) return undefined;
    // Its name goes first where the system allows, and with the folder otherwise.
    await unlink(file.path).catch(() => undefined);
    const release = () => void close(file.fd).catch(() => undefined);
    return { size: part.record.size, fd: file.fd, release };
  } finally {
    if (!isKept) await discardSpoolFile(file);
  }
}

/** The verified body of a part; undefined when it is not what was stored. */
export async function readStoredPart(
  part: StoredPart,
  { memoryBytes, budget, spoolFolder }: PartSettings,
): Promise<VerifiedBody | undefined> {
  const { size } = part.record;
  if (size > memoryBytes || !budget.take(size)) return intoFile(part, spoolFolder);
  let body: VerifiedBody | undefined;
  const fd = await open(part.path, 'r').catch((error) => {
    budget.give(size);
    throw error;
  });
  try {
    body = await intoMemory(fd, part, budget);
    return body;
  } finally {
    if (!body) budget.give(size);
    await close(fd);
  }
}
