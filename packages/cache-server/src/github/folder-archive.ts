import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import { ignoreAbsent } from '../files.js';

/** Most bytes of all files of a folder. A larger one would cost a job more than it saves. */
export const mostFolderBytes = 512 * 1024 * 1024;

/** Most bytes of the list in front of the files. */
const mostListBytes = 64 * 1024 * 1024;

const lengthBytes = 4;

/** A path that leads to a place below its folder, on every system. */
const pathBelow = z
  .string()
  .refine((path) => path.split('/').every((part) => !/^(?:|\.{1,2})$|[\\:\0]/.test(part)));

const filesSchema = z.array(
  z.object({
    path: pathBelow,
    size: z.number().int().nonnegative(),
    /** Milliseconds since 1970. Tools compare it with what they noted. */
    changed: z.number(),
  }),
);

/** A file of a folder, as an archive lists it. */
export type FolderFile = z.output<typeof filesSchema>[number];

/** The regular files below a folder, by their paths; none when it is not there. */
export function listFolder(folder: string, below = ''): FolderFile[] {
  let names: string[] = [];
  try {
    names = readdirSync(join(folder, below)).sort();
  } catch (error) {
    ignoreAbsent(error);
  }
  return names.flatMap((name) => {
    const path = posix.join(below, name);
    const found = lstatSync(join(folder, path));
    if (found.isDirectory()) return listFolder(folder, path);
    return found.isFile() ? [{ path, size: found.size, changed: found.mtimeMs }] : [];
  });
}

/** Files of a folder in one piece, compressed. */
export function packFolder(folder: string, files: readonly FolderFile[]): Buffer {
  const bodies = files.map(({ path }) => readFileSync(join(folder, path)));
  const sizes = files.map((file, at) => ({ ...file, size: bodies[at]?.length ?? 0 }));
  const list = Buffer.from(JSON.stringify(sizes));
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32BE(list.length);
  return gzipSync(Buffer.concat([length, list, ...bodies]));
}

/** What {@link packFolder} has put together; undefined when it was not that. */
function unpack(archive: Buffer): { files: FolderFile[]; bodies: Buffer } | undefined {
  try {
    const maxOutputLength = mostFolderBytes + mostListBytes;
    const bytes = gunzipSync(archive, { maxOutputLength });
    const end = lengthBytes + bytes.readUInt32BE(0);
    const files = filesSchema.parse(JSON.parse(bytes.subarray(lengthBytes, end).toString()));
    const bodies = bytes.subarray(end);
    const size = files.reduce((sum, file) => sum + file.size, 0);
    return size === bodies.length ? { files, bodies } : undefined;
  } catch {
    return undefined;
  }
}

function writeFolder(folder: string, files: readonly FolderFile[], bodies: Buffer): void {
  mkdirSync(folder, { recursive: true });
  let position = 0;
  for (const { path, size, changed } of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bodies.subarray(position, position + size), { flag: 'wx' });
    utimesSync(file, changed / 1000, changed / 1000);
    position += size;
  }
}

/**
 * Makes a folder anew out of an archive, as a whole or not at all.
 *
 * @returns whether it was one of {@link packFolder}
 */
export function unpackFolder(archive: Buffer, folder: string): boolean {
  const found = unpack(archive);
  if (!found) return false;
  const temporary = `${folder}.new`;
  rmSync(temporary, { recursive: true, force: true });
  try {
    writeFolder(temporary, found.files, found.bodies);
    rmSync(folder, { recursive: true, force: true });
    renameSync(temporary, folder);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  return true;
}
