import type { IncomingMessage } from 'node:http';
import type { BufferPool } from './buffer-pool.js';
import type { MemoryBudget } from './memory-budget.js';
import { type FileSettings, receiveIntoFile } from './receive-into-file.js';
import { useInMemory } from './receive-into-memory.js';
import type { ReceivedBody } from './received-body.js';
import { discardSpoolFile } from './spool-file.js';

/** How uploads are taken. */
export interface ReceiveSettings {
  /** Most bytes of one body. */
  maxBytes: number;
  /** Bodies up to this many bytes are kept in memory, when the budget allows. */
  memoryBytes: number;
  budget: MemoryBudget;
  /** Where memory for them comes from. */
  buffers: BufferPool;
}

/** The declared length of a body; undefined for a chunked body. */
export function declaredLength(request: IncomingMessage): number | undefined {
  const text = request.headers['content-length'];
  return text === undefined ? undefined : Number(text);
}

/**
 * Takes an upload, hands it over and cleans up behind it. Memory is bounded: by the budget for small
 * bodies, by some chunks for those that go through a file.
 *
 * @param forFile - asked for a body that goes through a file, which most do not
 * @throws ReceiveError when the body is too large, broke off, or could not be written
 */
export async function withReceivedBody<T>(
  request: IncomingMessage,
  settings: ReceiveSettings,
  forFile: () => FileSettings,
  use: (body: ReceivedBody) => Promise<T>,
): Promise<T> {
  const length = declaredLength(request);
  if (length !== undefined && length <= settings.memoryBytes && settings.budget.take(length)) {
    try {
      return await useInMemory(request, length, settings.buffers, use);
    } finally {
      settings.budget.give(length);
    }
  }
  const fileSettings = forFile();
  const body = await receiveIntoFile(request, length, fileSettings);
  try {
    return await use(body);
  } finally {
    fileSettings.spool?.give(body.size);
    // Nobody has to wait for this.
    if (body.file) void discardSpoolFile(body.file);
  }
}
