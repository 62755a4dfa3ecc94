import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import {
  chmod,
  copyFile,
  lstat,
  lutimes,
  mkdir,
  mkdtemp,
  readFile,
  readlink,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ContextFile, ContextPlan } from './context-file.js';

/** A context on disk. */
export interface WrittenContext {
  folder: string;
  /** Hash of paths, contents and modes: equal for equal contexts, wherever and whenever they are made. */
  hash: string;
  files: number;
  /** Bytes of all files together. */
  size: number;
}

/** Every file has this time. Not 1970: archives that builds make of the files begin in 1980. */
const fixedTime = new Date('1985-10-26T08:15:00Z');

/** A file as it will be in the context. */
type Entry = { path: string } & (
  | { kind: 'link'; target: string }
  | { kind: 'file'; source: string | Buffer; digest: string; size: number; executable: boolean }
);

const digestOf = (content: Buffer) => createHash('sha256').update(content).digest('hex');

/** A file of the workspace by its path, a text made for the context as it is. */
function fileEntry(
  path: string,
  source: string | Buffer,
  content: Buffer,
  executable: boolean,
): Entry {
  return {
    path,
    kind: 'file',
    source,
    digest: digestOf(content),
    size: content.length,
    executable,
  };
}

async function readEntry(workspaceRoot: string, file: ContextFile): Promise<Entry | undefined> {
  const { path } = file;
  if ('text' in file) {
    const content = Buffer.from(file.text);
    return fileEntry(path, content, content, false);
  }
  const source = join(workspaceRoot, file.from);
  const stats = await lstat(source);
  if (stats.isSymbolicLink()) return { path, kind: 'link', target: await readlink(source) };
  // What else git may know of, such as a submodule, is no file.
  if (!stats.isFile()) return undefined;
  return fileEntry(path, source, await readFile(source), (stats.mode & 0o100) !== 0);
}

function hashEntry(entry: Entry): string {
  const content =
    entry.kind === 'link'
      ? `link ${entry.target}`
      : `${entry.executable ? 'x' : '-'} ${entry.digest}`;
  return `${entry.path}\0${content}\n`;
}

async function writeEntry(folder: string, entry: Entry): Promise<void> {
  const path = join(folder, entry.path);
  await mkdir(dirname(path), { recursive: true });
  if (entry.kind === 'link') await symlink(entry.target, path);
  else {
    if (typeof entry.source === 'string') await copyFile(entry.source, path);
    else await writeFile(path, entry.source);
    await chmod(path, entry.executable ? 0o755 : 0o644);
  }
  await lutimes(path, fixedTime, fixedTime);
}

/** Gives all folders one mode and time, deepest first: making a file in one changes its time. */
async function settleFolders(folder: string): Promise<void> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await settleFolders(join(folder, entry.name));
  }
  await chmod(folder, 0o755);
  await lutimes(folder, fixedTime, fixedTime);
}

async function fill(folder: string, entries: readonly Entry[]): Promise<void> {
  for (const entry of entries) await writeEntry(folder, entry);
  await settleFolders(folder);
}

/** Makes a folder in one step: half a context is never taken for a whole one. */
async function makeFolder(final: string, entries: readonly Entry[]): Promise<void> {
  if (existsSync(final)) return;
  const parent = dirname(final);
  const partial = await mkdtemp(join(parent, 'partial-'));
  try {
    await fill(partial, entries);
    await rename(partial, final);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    // Another run has made the same one meanwhile.
    if (!existsSync(final)) throw error;
  }
}

/** For so long another run may still be building from a context. */
const keptMilliseconds = 60 * 60_000;

/** Removes the contexts of earlier builds. */
async function removeOthers(parent: string, kept: string, now: number): Promise<void> {
  for (const name of readdirSync(parent)) {
    if (!/^[0-9a-f]{64}$/.test(name) || name === kept) continue;
    const path = join(parent, name);
    // The time of modification is made up; that of the last change of anything is not.
    const { ctimeMs } = await lstat(path);
    if (now - ctimeMs > keptMilliseconds) await rm(path, { recursive: true, force: true });
  }
}

/**
 * Writes a context with times, modes and owners that say nothing about this machine, so that equal
 * contexts give equal layers.
 *
 * @param parent - folder that holds the contexts of one image; the last one is kept in it
 * @param now - milliseconds since 1970: contexts of an hour ago and older are removed
 */
export async function writeContext(
  plan: ContextPlan,
  workspaceRoot: string,
  parent: string,
  now = Date.now(),
): Promise<WrittenContext> {
  const entries: Entry[] = [];
  for (const file of plan.files) {
    const entry = await readEntry(workspaceRoot, file);
    if (entry) entries.push(entry);
  }
  const hash = createHash('sha256').update(entries.map(hashEntry).join('')).digest('hex');
  await mkdir(parent, { recursive: true });
  await makeFolder(join(parent, hash), entries);
  await removeOthers(parent, hash, now);
  const sizes = entries.map((entry) => (entry.kind === 'file' ? entry.size : 0));
  const size = sizes.reduce((sum, bytes) => sum + bytes, 0);
  return { folder: join(parent, hash), hash, files: entries.length, size };
}

/** Puts a Dockerfile where no ignore file lies beside it: the context has been filtered already. */
export async function isolateDockerfile(
  name: string,
  text: string,
  scratch: string,
): Promise<string> {
  const folder = join(scratch, 'dockerfile');
  await mkdir(folder, { recursive: true });
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}
