import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildKind } from '../project/build-kind.js';
import { textIn } from '../project/text-in.js';
import { buildInputs, listMade, listSources } from './build-files.js';
import { buildOf } from './build-on-disk.js';
import type { LocalInstall } from './distributions.js';

/** The source by which an installed distribution turned out to be older than its sources. */
export interface StaleBuild {
  install: LocalInstall;
  /** Relative to the sources. */
  file: string;
}

/** The files of a distribution beside its modules' folder, without those that describe it. */
function recordedFiles(packages: string, info: string): string[] {
  const text = textIn(join(packages, info), 'RECORD') ?? '';
  const paths = text.split(/\r?\n/).map((line) => {
    const quoted = /^"((?:[^"]|"")*)"/.exec(line)?.[1];
    return quoted?.replaceAll('""', '"') ?? line.slice(0, line.indexOf(','));
  });
  const isOwn = (path: string) =>
    path !== '' && !path.startsWith('..') && !/(^|\/)__pycache__\/|\.pth$|^__editable__/.test(path);
  return paths.filter((path) => isOwn(path) && !path.startsWith(`${info}/`));
}

const usualRoots = ['src', '.', 'lib', 'python'];

/** The folder of a project that holds one of its top-level modules; undefined when none does. */
function rootOf(folder: string, module: string): string | undefined {
  const others = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name);
  return [...usualRoots, ...others].find((root) => existsSync(join(folder, root, module)));
}

/** Where each installed file comes from, relative to the sources; undefined where that is not known. */
function originals(folder: string, installed: readonly string[]): Map<string, string | undefined> {
  const roots = new Map<string, string | undefined>();
  const result = new Map<string, string | undefined>();
  for (const file of installed) {
    const module = file.split('/', 1)[0] ?? file;
    if (!roots.has(module)) roots.set(module, rootOf(folder, module));
    const root = roots.get(module);
    result.set(file, root === undefined ? undefined : root === '.' ? file : `${root}/${file}`);
  }
  return result;
}

function isSameContent(left: string, right: string): boolean {
  if (!existsSync(left) || !existsSync(right)) return false;
  const [a, b] = [statSync(left), statSync(right)];
  return a.size === b.size && (!a.isFile() || readFileSync(left).equals(readFileSync(right)));
}

const folderOf = (file: string) => file.slice(0, file.lastIndexOf('/') + 1);

/** Sources that a plain build would have packed, and that are not there. */
function newFiles(folder: string, sources: readonly string[], packed: ReadonlySet<string>) {
  const settings = textIn(folder, 'pyproject.toml') ?? '';
  // Settings that choose files: nobody but the backend knows what they leave out.
  if (/\bexclude\b|^\s*include\s*=/m.test(settings)) return [];
  const packsAll = !/setuptools/.test(settings) && settings.includes('build-backend');
  const folders = new Set([...packed].map(folderOf).filter((path) => path !== ''));
  const isPackage = (path: string) =>
    folders.has(path) ||
    ([...folders].some((known) => path.startsWith(known)) &&
      sources.includes(`${path}__init__.py`));
  return sources.filter(
    (file) => !packed.has(file) && isPackage(folderOf(file)) && (packsAll || /\.pyi?$/.test(file)),
  );
}

/** Compares a copy with what a plain build would copy now. */
function compareCopy(
  packages: string,
  folder: string,
  sources: readonly string[],
  pairs: ReadonlyMap<string, string | undefined>,
): string | undefined {
  for (const [file, original] of pairs) {
    if (original === undefined) continue;
    if (!existsSync(join(folder, original))) {
      if (/\.pyi?$/.test(file)) return original;
    } else if (!isSameContent(join(packages, file), join(folder, original))) return original;
  }
  const packed = new Set([...pairs.values()].filter((file) => file !== undefined));
  return newFiles(folder, sources, packed)[0];
}

const timeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** The first source that was written after something was built, and is not in it as it is. */
function newerThan(
  time: number,
  folder: string,
  sources: readonly string[],
  isPacked: (file: string) => boolean,
): string | undefined {
  const isProse = (file: string) => /\.(md|rst)$/.test(file);
  return sources.find(
    (file) => !isProse(file) && timeOf(join(folder, file)) > time && !isPacked(file),
  );
}

async function staleCopy(
  packages: string,
  { folder, info }: LocalInstall,
  kind: BuildKind,
): Promise<string | undefined> {
  const sources = await listSources(folder);
  const pairs = originals(folder, recordedFiles(packages, info));
  const isKnown = [...pairs.values()].every((original) => original !== undefined);
  if (kind === 'plain' && isKnown) return compareCopy(packages, folder, sources, pairs);
  // What a build makes cannot be compared; whether it is older can be told.
  const copies = new Map([...pairs].map(([file, original]) => [original, file]));
  const isPacked = (file: string) => {
    const copy = copies.get(file);
    return copy !== undefined && isSameContent(join(packages, copy), join(folder, file));
  };
  const inputs = sources.filter((file) => !/^tests?\//.test(file));
  return newerThan(timeOf(join(packages, info, 'RECORD')), folder, inputs, isPacked);
}

async function staleEditable(
  packages: string,
  { folder, info }: LocalInstall,
  kind: BuildKind,
): Promise<string | undefined> {
  if (kind === 'plain') return undefined;
  const sources = await listSources(folder);
  const made = Object.keys(await listMade(folder, Number.POSITIVE_INFINITY, sources));
  // Nothing was made, so nothing can be old: many a setup.py only lists packages.
  if (made.length === 0 && recordedFiles(packages, info).length === 0) return undefined;
  const built = [join(packages, info, 'RECORD'), ...made.map((file) => join(folder, file))];
  const time = Math.max(...built.map(timeOf));
  const inputs = buildInputs(sources, 'compiled');
  return newerThan(time, folder, inputs, () => false);
}

/**
 * Distributions in an environment that do not show what their sources on this machine say: copies that
 * differ from them, and what was built before they were written.
 */
export async function findStaleBuilds(
  packages: string,
  installs: readonly LocalInstall[],
): Promise<StaleBuild[]> {
  const found = installs.map(async (install): Promise<StaleBuild[]> => {
    if (!existsSync(install.folder)) return [];
    const { kind } = buildOf(install.folder);
    const judge = install.editable ? staleEditable : staleCopy;
    const file = await judge(packages, install, kind);
    return file === undefined ? [] : [{ install, file }];
  });
  return (await Promise.all(found)).flat();
}
