import { existsSync, readFileSync } from 'node:fs';
import {
  chmod,
  copyFile,
  lstat,
  lutimes,
  mkdir,
  readdir,
  realpath,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'smol-toml';
import { SignalError } from '../errors.js';
import { joinPath, withAncestors } from '../paths.js';
import { parsePyproject, type Table, valueAt } from '../toml/pyproject.js';

/** What is put where a backend finds it. Paths are relative to the workspace root. */
export interface Staged {
  workspaceRoot: string;
  /** Folder of the project. */
  directory: string;
  files: readonly string[];
  /** Seconds since 1970: the time of every file. */
  date: number;
}

/**
 * The folder of all stages of this account. The same path in each checkout, so that what compilers write down of it
 * is the same, too. Whoever could write to it could change what is built.
 *
 * @throws SignalError BUILD_FAILED where it is not this account's alone
 */
export async function stagesFolder(base = tmpdir()): Promise<string> {
  const { uid } = userInfo();
  const own = join(await realpath(base), `nx-signal-${Math.max(uid, 0)}`);
  await mkdir(own, { recursive: true, mode: 0o700 });
  const stats = await lstat(own);
  const isOurs = stats.isDirectory() && stats.uid === uid && (stats.mode & 0o077) === 0;
  if (process.platform === 'win32' || isOurs) return join(own, 'build');
  throw new SignalError({
    code: 'BUILD_FAILED',
    message: `${own} can be changed by other users, so nothing is built there.`,
    hint: 'remove it, or set TMPDIR to a folder of your own.',
  });
}

async function settle(path: string, mode: number, date: number): Promise<void> {
  await chmod(path, mode);
  await lutimes(path, date, date);
}

/** A copy without links: what they lead to may not be there. */
async function copy(source: string, target: string, date: number): Promise<void> {
  const stats = await stat(source).catch(() => undefined);
  if (stats?.isFile()) {
    await mkdir(dirname(target), { recursive: true });
    await copyFile(source, target);
    await settle(target, (stats.mode & 0o100) === 0 ? 0o644 : 0o755, date);
  } else if (stats?.isDirectory() && (await lstat(source)).isSymbolicLink()) {
    await copyFolder(source, target, date);
  }
}

async function copyFolder(source: string, target: string, date: number): Promise<void> {
  for (const entry of await readdir(source, { withFileTypes: true })) {
    const from = join(source, entry.name);
    const to = join(target, entry.name);
    if (entry.isDirectory()) await copyFolder(from, to, date);
    else if (entry.isFile()) await copy(from, to, date);
  }
}

/** Of a manifest above the project what uv takes from it. */
function settingsOf(file: string, text: string): string | undefined {
  const uv = valueAt(parsePyproject(file, text).data, 'tool.uv');
  return uv === undefined ? undefined : stringify({ tool: { uv: uv as Table } });
}

/** uv's settings in the folders above the project, without what tells of anything else. */
async function stageSettings({ workspaceRoot, directory, date }: Staged, folder: string) {
  const [, ...above] = withAncestors(directory);
  for (const parent of above) {
    const file = joinPath(parent, 'pyproject.toml');
    const path = join(workspaceRoot, file);
    const text = existsSync(path) ? settingsOf(file, readFileSync(path, 'utf8')) : undefined;
    const target = join(folder, file);
    if (text !== undefined) {
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, text);
      await settle(target, 0o644, date);
    }
    const own = joinPath(parent, 'uv.toml');
    await copy(join(workspaceRoot, own), join(folder, own), date);
  }
}

async function settleFolders(folder: string, date: number): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (entry.isDirectory()) await settleFolders(join(folder, entry.name), date);
  await settle(folder, 0o755, date);
}

/** Puts the files into a folder that held nothing else, with times and modes that tell nothing of this machine. */
export async function writeStage(staged: Staged, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, staged.directory), { recursive: true });
  for (const file of staged.files)
    await copy(join(staged.workspaceRoot, file), join(folder, file), staged.date);
  await stageSettings(staged, folder);
  await settleFolders(folder, staged.date);
}
