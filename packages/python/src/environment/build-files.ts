import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gitFiles } from '../process/git-files.js';
import type { BuildKind } from '../project/build-kind.js';

const skippedFolder =
  /(^|\/)(\.[^/]*|node_modules|build|dist|target|venv|__pycache__|[^/]*\.egg-info)\//;
const skippedFile = /(\.py[co]|\.log|~|(^|\/)\.[^/]*)$/;
const builtFile = /\.(so|pyd|dylib)$/;

const isWanted = (file: string) => !skippedFolder.test(file) && !skippedFile.test(file);
const isSource = (file: string) => isWanted(file) && !builtFile.test(file);

/** What is tracked counts whatever its name; what is not may be a cache. */
function isSourceOfGit(line: string): boolean {
  return line.startsWith('?') ? isSource(line.slice(2)) : true;
}

/** Where there is no git, all that does not look like a cache is a source. */
function listOnDisk(folder: string, prefix = ''): string[] {
  return readdirSync(join(folder, prefix), { withFileTypes: true }).flatMap((entry) => {
    const path = prefix + entry.name;
    if (!entry.isDirectory()) return [path];
    return skippedFolder.test(`${path}/`) ? [] : listOnDisk(folder, `${path}/`);
  });
}

/** Leaves out projects inside this one: they are built by themselves. */
function withoutNested(files: readonly string[]): string[] {
  const nested = files
    .filter((file) => file.endsWith('/pyproject.toml'))
    .map((file) => file.slice(0, -'pyproject.toml'.length));
  return files.filter((file) => !nested.some((folder) => file.startsWith(folder)));
}

/** The files of a project's folder that a build may read, relative to it, sorted. */
export async function listSources(folder: string): Promise<string[]> {
  const lines = await gitFiles(folder, ['-t', '--cached', '--others']);
  if (lines === undefined || lines.length === 0) {
    const files = existsSync(folder) ? listOnDisk(folder) : [];
    return withoutNested(files).filter(isSource).sort();
  }
  const files = new Set(lines.filter(isSourceOfGit).map((line) => line.slice(2)));
  return withoutNested([...files]).sort();
}

/** What is no source: a build may have made it. Folders that hold nothing else are searched, too. */
async function listIgnored(folder: string): Promise<string[]> {
  const ignored = await gitFiles(folder, ['--others', '--ignored', '--directory']);
  if (ignored === undefined) return listOnDisk(folder);
  const untracked = (await gitFiles(folder, ['--others'])) ?? [];
  const found = ignored.filter(isWanted).flatMap((path) => {
    return path.endsWith('/') ? listOnDisk(folder, path) : [path];
  });
  return [...found, ...untracked.filter((file) => builtFile.test(file))];
}

const importable = /\.(pyi?|so|pyd|dylib)$/;

/** Tells a file from another of the same name; undefined when there is none. */
export function identityOf(path: string): { identity: string; time: number } | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats && { identity: `${stats.mtimeMs} ${stats.size}`, time: stats.mtimeMs };
}

/**
 * What the build of a project left beside its sources: whatever was written since it began, and all
 * that can be imported and is no source.
 *
 * @param since - milliseconds since 1970
 * @param sources - as {@link listSources} has them
 * @returns the identity of each, by its path relative to the folder
 */
export async function listMade(
  folder: string,
  since: number,
  sources: readonly string[],
): Promise<Record<string, string>> {
  const files = withoutNested(await listIgnored(folder)).filter(isWanted);
  const known = new Set(sources);
  const made: Record<string, string> = {};
  for (const file of files.sort()) {
    const found = known.has(file) ? undefined : identityOf(join(folder, file));
    if (found && (importable.test(file) || found.time >= since)) made[file] = found.identity;
  }
  return made;
}

const isTest = (file: string) => /^tests?\//.test(file);
const isModule = (file: string) => /\.pyi?$/.test(file);

/**
 * Which of its files can decide what a project's build makes for an editable install. Tests cannot, and
 * modules only where the build runs code: as they are, they show through.
 */
export function buildInputs(sources: readonly string[], kind: BuildKind): string[] {
  const packages = new Set(
    sources
      .filter((file) => file.endsWith('/__init__.py'))
      .map((file) => file.slice(0, -'__init__.py'.length)),
  );
  const isShown = (file: string) =>
    isModule(file) &&
    (file.startsWith('src/') || packages.has(file.slice(0, file.lastIndexOf('/') + 1)));
  return sources.filter((file) => !isTest(file) && (kind === 'scripted' || !isShown(file)));
}

/** One hash of the names and contents of files. */
export function digestFiles(folder: string, files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) {
    hash.update(`${file}\0`);
    try {
      hash.update(readFileSync(join(folder, file)));
    } catch {
      // Deleted, but still in git's list; or a folder of another repository.
      hash.update('\0missing');
    }
  }
  return hash.digest('hex');
}
