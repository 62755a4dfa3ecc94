import fs from 'node:fs';
import { promisify } from 'node:util';

/**
 * The file calls of the hot path, as promises over plain descriptors: a `FileHandle` costs several
 * times as much per call.
 */
export const open = promisify(fs.open);
export const close = promisify(fs.close);
export const unlink = promisify(fs.unlink);
export const fdatasync = promisify(fs.fdatasync);
export const fsync = promisify(fs.fsync);
export const truncate = promisify(fs.truncate);
export const utimes = promisify(fs.utimes);

/** Reads until the buffer is full or the file ends; returns the number of bytes. */
export async function readFully(fd: number, buffer: Buffer, position: number): Promise<number> {
  let filled = 0;
  while (filled < buffer.length) {
    const count = await readSome(fd, buffer, filled, buffer.length - filled, position + filled);
    if (count === 0) break;
    filled += count;
  }
  return filled;
}

/** {@link readFully} on the spot. */
export function readFullySync(fd: number, buffer: Buffer, position: number): number {
  let filled = 0;
  while (filled < buffer.length) {
    const left = buffer.length - filled;
    const count = fs.readSync(fd, buffer, filled, left, position + filled);
    if (count === 0) break;
    filled += count;
  }
  return filled;
}

function readSome(
  fd: number,
  buffer: Buffer,
  offset: number,
  length: number,
  position: number,
): Promise<number> {
  return new Promise((resolve, reject) => {
    fs.read(fd, buffer, offset, length, position, (error, count) =>
      error ? reject(error) : resolve(count),
    );
  });
}

/** Writes all buffers behind each other, at a position or at the file's own. */
export async function writeAll(
  fd: number,
  buffers: readonly Buffer[],
  position: number | null = null,
): Promise<void> {
  let rest = buffers.filter((buffer) => buffer.length > 0);
  let at = position;
  while (rest.length > 0) {
    const written = await writeSome(fd, rest, at);
    if (at !== null) at += written;
    rest = dropBytes(rest, written);
  }
}

/** {@link writeAll} on the spot. */
export function writeAllSync(
  fd: number,
  buffers: readonly Buffer[],
  position: number | null = null,
): void {
  let rest = buffers.filter((buffer) => buffer.length > 0);
  let at = position;
  while (rest.length > 0) {
    const written = fs.writevSync(fd, rest, at as number);
    if (at !== null) at += written;
    rest = dropBytes(rest, written);
  }
}

/** Writes buffers behind each other, or a part of them; returns the number of bytes. */
export function writeSome(fd: number, buffers: Buffer[], position: number | null): Promise<number> {
  return new Promise((resolve, reject) => {
    fs.writev(fd, buffers, position as number, (error, count) =>
      error ? reject(error) : resolve(count),
    );
  });
}

/** What is left of buffers when their first bytes are done. */
export function dropBytes(buffers: readonly Buffer[], bytes: number): Buffer[] {
  let left = bytes;
  let index = 0;
  while (index < buffers.length && left >= (buffers[index] as Buffer).length) {
    left -= (buffers[index] as Buffer).length;
    index += 1;
  }
  const rest = buffers.slice(index);
  if (left > 0 && rest[0]) rest[0] = rest[0].subarray(left);
  return rest;
}

/** Whether an error of the system has one of these codes. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return codes.includes((error as { code?: string } | null)?.code ?? '');
}

/** Whether an error of the system says that a disk, or this user's share of it, is full. */
export function isDiskFull(error: unknown): boolean {
  return hasCode(error, 'ENOSPC', 'EDQUOT');
}

/** Lets an error pass that says that a file is not there; throws any other one. */
export function ignoreAbsent(error: unknown): void {
  if (!hasCode(error, 'ENOENT')) throw error;
}
