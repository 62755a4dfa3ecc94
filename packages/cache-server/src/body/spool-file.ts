import { randomBytes } from 'node:crypto';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { close, open, unlink } from '../files.js';

const prefix = `${process.pid}-${randomBytes(6).toString('hex')}`;
let count = 0;

/** A temporary file, open for reading and writing. */
export interface SpoolFile {
  fd: number;
  path: string;
}

/** A path in the folder that nobody else uses, in this process or another. */
function uniquePath(folder: string): string {
  count += 1;
  return join(folder, `${prefix}-${count}`);
}

/** Makes a new, empty temporary file. */
export async function openSpoolFile(folder: string): Promise<SpoolFile> {
  const path = uniquePath(folder);
  return { fd: await open(path, 'wx+', 0o600), path };
}

/** {@link openSpoolFile} on the spot. */
export function openSpoolFileSync(folder: string): SpoolFile {
  const path = uniquePath(folder);
  return { fd: openSync(path, 'wx+', 0o600), path };
}

/** Closes and deletes a temporary file, whatever state it is in. */
export async function discardSpoolFile(file: SpoolFile): Promise<void> {
  await close(file.fd).catch(() => undefined);
  await unlink(file.path).catch(() => undefined);
}
