import { fstatSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { close, fsync, open, unlink, writeAll } from '../../../files.js';
import { Pack } from './pack.js';

/** Zeros, to write again and again. */
const zeros = Buffer.alloc(256 * 1024);

/** Where the pack of that number is. */
export function packPath(folder: string, number: number): string {
  return join(folder, `${String(number).padStart(8, '0')}.pack`);
}

/** Fills an empty file with zeros, and brings it and its name to the disk. */
async function fill(fd: number, folder: string, bytes: number): Promise<void> {
  for (let at = 0; at < bytes; at += zeros.length)
    await writeAll(fd, [zeros.subarray(0, Math.min(zeros.length, bytes - at))], at);
  await fsync(fd);
  await syncFolder(folder);
}

/** Brings the names of a folder to the disk, where a system can do that. */
async function syncFolder(folder: string): Promise<void> {
  const names = await open(folder, 'r').catch(() => undefined);
  if (names === undefined) return;
  try {
    await fsync(names);
  } finally {
    await close(names);
  }
}

/**
 * Makes an empty pack that is on the disk in full. To overwrite what is there already is all that an upload has to wait
 * for then: the file system has nothing to allot and nothing to note in its journal, which takes three times as
 * long.
 */
export async function makePack(folder: string, number: number, bytes: number): Promise<Pack> {
  await mkdir(folder, { recursive: true });
  const path = packPath(folder, number);
  const fd = await open(path, 'wx+', 0o600);
  try {
    await fill(fd, folder, bytes);
    const pack = new Pack(number, path, fstatSync(fd).ino, bytes);
    pack.fd = fd;
    return pack;
  } catch (error) {
    await close(fd).catch(() => undefined);
    await unlink(path).catch(() => undefined);
    throw error;
  }
}
