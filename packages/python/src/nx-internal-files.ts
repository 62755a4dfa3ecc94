/** Which files Nx sees, and what is in them: see `nx-internal-run.ts`. */
import { accessSync, constants } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashWorkspaceFiles, withVariables } from './nx-internal.js';

/** Content hashes of tracked files, by paths from the workspace root. */
export type FileHashes = ReadonlyMap<string, string>;

/** Another process that walks the same files may have begun before the last edit. */
export const withoutOthers = { NX_WORKSPACE_WALK_WAIT_MS: '0' };

/** Where Nx keeps hashes, times and sizes of files. */
const fileHashes = /^nx_files.*\.nxt$/;

/** Has Nx forget what it has written down about files: it believes a file's time and size, and so misses an edit that keeps both. */
export async function forgetFiles(workspaceRoot: string): Promise<void> {
  const { workspaceDataDirectoryForWorkspace } = await import('nx/src/utils/cache-directory.js');
  const folder = workspaceDataDirectoryForWorkspace(workspaceRoot);
  const kept = (await readdir(folder).catch(() => [])).filter((name) => fileHashes.test(name));
  await Promise.all(kept.map((name) => rm(join(folder, name), { force: true })));
}

/** Looks for all tracked files and reads them, for whatever is asked about files from then on. */
export async function readDisk(workspaceRoot: string): Promise<Map<string, string>> {
  const { resetWorkspaceContext } = await import('nx/src/utils/workspace-context.js');
  await forgetFiles(workspaceRoot);
  resetWorkspaceContext();
  return await withVariables(withoutOthers, () => hashWorkspaceFiles(workspaceRoot));
}

/** What Nx says of files that it was told of: those with other contents. */
interface Changes {
  createdFiles: FileHash[];
  updatedFiles: FileHash[];
}

interface FileHash {
  file: string;
  hash: string;
}

/** Hashes of files after a change. */
function changed(before: FileHashes, { createdFiles, updatedFiles }: Changes): FileHashes {
  const now = new Map(before);
  for (const { file, hash } of [...createdFiles, ...updatedFiles]) now.set(file, hash);
  return now;
}

/** Whether all of some files can be read: what cannot is the same as ever for Nx when it is told to read it again. */
function areReadable(workspaceRoot: string, files: Iterable<string>): boolean {
  try {
    for (const file of files) accessSync(join(workspaceRoot, file), constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Reads files that are known by name, for whatever is asked about files from then on.
 *
 * @param before - all files that Nx has, as it has read them
 * @returns undefined if one cannot be read
 */
export async function readFiles(
  workspaceRoot: string,
  before: FileHashes,
): Promise<FileHashes | undefined> {
  const { updateFilesInContext } = await import('nx/src/utils/workspace-context.js');
  if (!areReadable(workspaceRoot, before.keys())) return undefined;
  const changes: unknown = updateFilesInContext(workspaceRoot, [...before.keys()], []);
  return changed(before, changes as Changes);
}

/** The disk as Nx sees it, apart from what Nx itself has read. */
export interface FilesApart {
  files: FileHashes;
  /** Reads them once more, without looking for others. What cannot be read any more counts as unchanged. */
  readAgain(): FileHashes;
}

/** Looks for all tracked files and reads them, whatever Nx has read before. */
export async function readApart(workspaceRoot: string): Promise<FilesApart> {
  const { WorkspaceContext } = await import('nx/src/native/index.js');
  // Where nothing is kept, everything is read.
  const folder = await mkdtemp(join(tmpdir(), 'nx-signal-files-'));
  try {
    const context = new WorkspaceContext(workspaceRoot, folder);
    await context.ready();
    const files = new Map(context.allFileData().map(({ file, hash }) => [file, hash]));
    const names = [...files.keys()];
    let latest: FileHashes = files;
    const readAgain = () => {
      latest = changed(latest, context.incrementalUpdate(names, []));
      return latest;
    };
    return { files, readAgain };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
