import { hash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { isAbsolute, join, posix } from 'node:path';
import { sharedScope } from '../auth/scope.js';
import { close, open, readFully } from '../files.js';
import { type ObjectKey, objectId } from '../storage/object-key.js';
import { isRecordOf, type Provenance } from '../storage/object-record.js';
import { listFolder, mostFolderBytes, packFolder, unpackFolder } from './folder-archive.js';
import type { FolderNotes, JobFolder } from './job-folder.js';
import type { PackLine } from './read-line.js';
import type { StoredPart } from './stored-part.js';

/** A folder that a job was given. */
export interface RestoredFolder {
  /** As it was asked for. */
  path: string;
  /** Of its archive. */
  bytes: number;
}

/** What of a workspace travels from job to job besides results, and for whom. */
export interface Carrier {
  /** Of the workspace: folders are relative to it. */
  root: string;
  folder: JobFolder;
}

/** A path as the name of what is carried; undefined for one that leads out of the workspace. */
export function carriedPath(path: string): string | undefined {
  const plain = posix.normalize(path.replaceAll('\\', '/')).replace(/\/$/, '');
  const isOutside = isAbsolute(path) || /^(?:\.{0,2}$|\.\.\/)/.test(plain) || plain.includes(':');
  return isOutside ? undefined : plain;
}

/** Of each folder there is one: a newer one stands in the place of those before it. */
const keyOf = (path: string): ObjectKey => ({
  protocol: 'folder',
  scope: sharedScope('default'),
  name: path,
});

/** Changes with every file that was written. */
function stateOf(folder: string): { state: string; bytes: number } {
  const files = listFolder(folder);
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  return { state: hash('sha256', JSON.stringify(files), 'hex'), bytes };
}

async function readPart({ path, position, record }: StoredPart): Promise<Buffer | undefined> {
  const fd = await open(path, 'r');
  try {
    const bytes = Buffer.allocUnsafe(record.size);
    const isWhole = (await readFully(fd, bytes, position)) === record.size;
    return isWhole && hash('sha256', bytes, 'hex') === record.sha256 ? bytes : undefined;
  } finally {
    await close(fd);
  }
}

/** Puts the newest one that is whole in its place, unless something is there. */
async function restore(
  path: string,
  lines: readonly PackLine[],
  { root, folder }: Carrier,
): Promise<RestoredFolder | undefined> {
  const key = keyOf(path);
  const target = join(root, path);
  if (listFolder(target).length > 0) return undefined;
  for (const part of lines.flatMap((line) => line.packs).flatMap((pack) => pack.parts)) {
    if (!isRecordOf(part.record, key)) continue;
    const archive = await readPart(part).catch(() => undefined);
    if (!archive || !unpackFolder(archive, target)) continue;
    folder.noteUsed(objectId(key));
    return { path, bytes: archive.length };
  }
  return undefined;
}

/**
 * Puts folders of a workspace back as the newest run has left them that the job may read of: its own ref's
 * first. What cannot be had is left out, and made anew by whoever needs it.
 */
export async function restoreFolders(
  paths: readonly string[],
  lines: readonly PackLine[],
  carrier: Carrier,
): Promise<RestoredFolder[]> {
  const restored: RestoredFolder[] = [];
  const notes: FolderNotes = {};
  for (const path of paths) {
    try {
      const found = await restore(path, lines, carrier);
      if (found) restored.push(found);
      notes[path] = stateOf(join(carrier.root, path)).state;
    } catch {
      // Where nothing can be written or read, nothing is carried.
    }
  }
  carrier.folder.writeFolders(notes);
  return restored;
}

/** Stores a folder as the server of a job stores a result. */
function store(path: string, { root, folder }: Carrier, origin: Provenance & { time: string }) {
  const source = join(root, path);
  const archive = packFolder(source, listFolder(source));
  const key = keyOf(path);
  const content = { size: archive.length, sha256: hash('sha256', archive, 'hex') };
  writeFileSync(join(folder.objects, objectId(key)), archive);
  folder.noteStored({ ...key, ...content, ...origin });
}

/** Stores the folders in which a job has changed something. One that cannot be read is left out. */
export function storeFolders(carrier: Carrier, origin: Provenance & { time: string }): void {
  const notes = carrier.folder.readFolders();
  for (const [path, before] of Object.entries(notes)) {
    try {
      const { state, bytes } = stateOf(join(carrier.root, path));
      if (state === before || bytes === 0 || bytes > mostFolderBytes) continue;
      store(path, carrier, origin);
      notes[path] = state;
    } catch {
      // Whoever needs it makes it anew.
    }
  }
  carrier.folder.writeFolders(notes);
}

/** Where the workspace of a job is. */
export const workspaceRoot = (environment: NodeJS.ProcessEnv): string =>
  environment['GITHUB_WORKSPACE'] || process.cwd();
