import { createHash, hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { MemoryBudget } from '../../body/memory-budget.js';
import { discardSpoolFile, openSpoolFile } from '../../body/spool-file.js';
import { close, unlink, writeAll } from '../../files.js';
import type { ObjectRecord } from '../object-record.js';
import type { VerifiedBody } from '../storage.js';

/** How bodies are taken from the store. */
export interface FetchSettings {
  memoryBytes: number;
  budget: MemoryBudget;
  spoolFolder: string;
}

async function intoMemory(
  response: IncomingMessage,
  record: ObjectRecord,
  budget: MemoryBudget,
): Promise<VerifiedBody | undefined> {
  let isKept = false;
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    isKept = bytes.length === record.size && hash('sha256', bytes, 'hex') === record.sha256;
    if (!isKept) return undefined;
    return { size: record.size, bytes, release: () => budget.give(record.size) };
  } finally {
    if (!isKept) budget.give(record.size);
  }
}

async function intoFile(
  response: IncomingMessage,
  record: ObjectRecord,
  spoolFolder: string,
): Promise<VerifiedBody | undefined> {
  const file = await openSpoolFile(spoolFolder);
  let isKept = false;
  try {
    const sha256 = createHash('sha256');
    let size = 0;
    for await (const chunk of response) {
      size += (chunk as Buffer).length;
      sha256.update(chunk as Buffer);
      await writeAll(file.fd, [chunk as Buffer]);
    }
    isKept = size === record.size && sha256.digest('hex') === record.sha256;
    if (!isKept) return undefined;
    // Open files outlive their names.
    await unlink(file.path);
    const release = () => void close(file.fd).catch(() => undefined);
    return { size, fd: file.fd, release };
  } finally {
    if (!isKept) await discardSpoolFile(file);
  }
}

/**
 * Takes a whole body from the store and verifies it, in memory or in a temporary file: nothing is sent
 * to a client before its last byte was checked. Undefined when it is not what was stored.
 */
export function fetchBody(
  response: IncomingMessage,
  record: ObjectRecord,
  { memoryBytes, budget, spoolFolder }: FetchSettings,
): Promise<VerifiedBody | undefined> {
  return record.size <= memoryBytes && budget.take(record.size)
    ? intoMemory(response, record, budget)
    : intoFile(response, record, spoolFolder);
}
