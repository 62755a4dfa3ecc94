import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CacheServerError } from '../../errors.js';
import { hasCode } from '../../files.js';

/** When a process started, in clock ticks since boot: tells a process from a later one of its number. */
function startOf(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

/** The process that holds the folder, or undefined when none does any more. */
function holderOf(file: string): number | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  const [pid, start] = text.split(' ');
  const number = Number(pid);
  if (!Number.isInteger(number) || number <= 0 || !isAlive(number)) return undefined;
  // In a container every server may be process 1.
  return (startOf(number) ?? '') === (start ?? '') ? number : undefined;
}

/**
 * Takes the folder for this process: each process keeps its own account of what is in it.
 *
 * @returns a function that gives it back
 * @throws CacheServerError STORAGE_IN_USE
 */
export function lockFolder(root: string): () => void {
  mkdirSync(root, { recursive: true });
  const file = join(root, 'server.lock');
  const holder = holderOf(file);
  if (holder !== undefined)
    throw new CacheServerError({
      code: 'STORAGE_IN_USE',
      message: `Process ${holder} already serves the folder ${root}.`,
      hint: 'stop it, or give this server a folder of its own (--storage.folder).',
    });
  try {
    writeFileSync(file, `${process.pid} ${startOf(process.pid) ?? ''}`);
  } catch (error) {
    // What is stored can still be served from a full disk, and old objects make room.
    if (!hasCode(error, 'ENOSPC')) throw error;
  }
  return () => rmSync(file, { force: true });
}
