import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { dirname } from 'node:path';
import { hasCode } from './files.js';

/** Makes what a folder lists outlast a loss of power. Not every file system can be asked to. */
export function syncFolder(folder: string): void {
  try {
    const descriptor = fs.openSync(folder, 'r');
    try {
      fs.fsyncSync(descriptor);
    } finally {
      fs.closeSync(descriptor);
    }
  } catch (error) {
    if (!hasCode(error, 'EINVAL', 'EPERM', 'EISDIR', 'EACCES', 'ENOTSUP')) throw error;
  }
}

function writeSynced(file: string, text: string): void {
  const descriptor = fs.openSync(file, 'wx', 0o600);
  try {
    fs.writeFileSync(descriptor, text);
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

/**
 * Puts a small file in place, whole or not at all, also when the disk is full or the power goes: it is
 * written beside its place, synced, and only then given its name. Readable by its owner only.
 *
 * @param place - how it gets its name: `fs.renameSync` replaces, `fs.linkSync` fails where there is one
 * @param prepare - called with the finished file before it gets its name
 */
export function putFile(
  file: string,
  text: string,
  place: (from: string, to: string) => void,
  prepare: (temporary: string) => void = () => {},
): void {
  const temporary = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    writeSynced(temporary, text);
    prepare(temporary);
    place(temporary, file);
    syncFolder(dirname(file));
  } finally {
    fs.rmSync(temporary, { force: true });
  }
}
