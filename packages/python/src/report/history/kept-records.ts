import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder } from '../../data-folder.js';
import { cacheFolder } from '../../nx-internal.js';
import { type NxRecord, parseNxRecord } from '../nx-record.js';

/** Records of runs that are kept until somebody asks for the history. */
const most = 200;

const nameForm = /^\d+\.json$/;

function folderOf(workspaceRoot: string): string {
  return join(dataFolder(workspaceRoot), 'signal', 'records');
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => nameForm.test(name))
      .sort((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10));
  } catch {
    return [];
  }
}

/** Puts a copy of Nx's record beside those that are there, if it is not one of them. */
export function keepRecordIn(workspaceRoot: string, cacheFolder: string): void {
  const source = join(cacheFolder, 'run.json');
  const written = statSync(source, { throwIfNoEntry: false })?.mtimeMs;
  if (written === undefined) return;
  const folder = folderOf(workspaceRoot);
  const name = `${Math.floor(written)}.json`;
  const names = list(folder);
  if (names.includes(name)) return;
  mkdirSync(folder, { recursive: true });
  copyFileSync(source, join(folder, name));
  for (const old of names.slice(0, -most)) rmSync(join(folder, old), { force: true });
}

/**
 * Keeps Nx's record of its last run, which the next run overwrites: runs that replay everything start no process of
 * ours that could tell of them. It is copied and not read. Never rejects: a failure to record is no failure of the run.
 *
 * @returns Nx's cache; undefined where that cannot be told
 */
export async function keepNxRecord(workspaceRoot: string): Promise<string | undefined> {
  try {
    const folder = await cacheFolder();
    keepRecordIn(workspaceRoot, folder);
    return folder;
  } catch (error) {
    if (process.env['NX_VERBOSE_LOGGING'] === 'true') console.error(error);
    return undefined;
  }
}

/** Hands over all records that were kept, and lets go of them. */
export function takeNxRecords(workspaceRoot: string): NxRecord[] {
  const folder = folderOf(workspaceRoot);
  return list(folder).flatMap((name) => {
    const file = join(folder, name);
    const record = parseNxRecord(readFileSync(file, 'utf8'));
    rmSync(file, { force: true });
    return record ? [record] : [];
  });
}
