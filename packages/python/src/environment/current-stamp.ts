import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { digestOf, digestText } from '../lock/digest.js';
import type { LockEntry } from '../lock/lock-entry.js';
import { readLockEntries } from '../lock/read-lock.js';
import type { Build } from '../project/build-kind.js';
import { localInstalls, readInstalled } from './distributions.js';
import type { EnvironmentRequest } from './ensure-environment.js';
import { type BuildSource, type LocalSource, readBuiltSources, withMade } from './local-sources.js';
import type { Manifests } from './manifests.js';
import { sitePackages, sitePackagesTime } from './site-packages.js';
import type { Stamp } from './stamp.js';

function hashFile(path: string): string {
  return existsSync(path) ? digestText(readFileSync(path, 'utf8')) : '';
}

function installedFromHere(folder: string): LocalSource[] {
  const packages = sitePackages(folder);
  if (packages === undefined) return [];
  return localInstalls(readInstalled(packages));
}

/** What of an environment changes when something is installed. */
function contentsOf(
  folder: string,
  before: Stamp | undefined,
): Pick<Stamp, 'interpreter' | 'installed' | 'local'> {
  const config = join(folder, 'pyvenv.cfg');
  const installed = sitePackagesTime(folder);
  return {
    interpreter: existsSync(config) ? readFileSync(config, 'utf8') : '',
    installed,
    local: before?.installed === installed ? before.local : installedFromHere(folder),
  };
}

/** Those that an environment is made for: what is left of other members is nobody's affair, until it is made for them. */
function ofMembers<T extends LocalSource>(
  sources: readonly T[],
  members: readonly string[] | undefined,
): T[] {
  return sources.filter(({ name }) => members?.includes(name) ?? true);
}

/** The projects, which a new environment will hold, and whatever else this one holds from here. */
function localSources(
  { workspaceRoot }: EnvironmentRequest,
  { distributions }: Manifests,
  local: readonly LocalSource[],
  members: readonly string[] | undefined,
): BuildSource[] {
  const sources = new Map<string, BuildSource>();
  const builds = new Map<string, Build>();
  for (const [name, { directory, build }] of distributions) {
    const folder = resolve(workspaceRoot, directory);
    builds.set(folder, build);
    sources.set(name, { name, folder, editable: true, build });
  }
  // What is there knows better than the manifests whether it is a copy.
  for (const source of local) {
    sources.set(source.name, { ...source, build: builds.get(source.folder) });
  }
  return ofMembers([...sources.values()], members);
}

/** Files that say what a distribution is called, offers and requires: uv reads them when it syncs. */
const metadataFiles = ['pyproject.toml', 'setup.py', 'setup.cfg'];

/**
 * Their hashes, as far as there are such files and no hash is known, by path relative to the workspace root.
 *
 * @param counts - whether a file counts; asked after it was read. Default: all do
 */
function metadataOf(
  workspaceRoot: string,
  sources: readonly BuildSource[],
  known: Readonly<Record<string, string>>,
  counts: (path: string) => boolean = () => true,
): Record<string, string> {
  const paths = sources.flatMap(({ folder }) => metadataFiles.map((file) => join(folder, file)));
  const found: Record<string, string> = {};
  for (const path of paths) {
    const name = relative(workspaceRoot, path);
    if (name in known || !existsSync(path)) continue;
    const digest = hashFile(path);
    if (counts(path)) found[name] = digest;
  }
  return found;
}

function entriesIn(file: string, text: string): LockEntry[] {
  try {
    return readLockEntries(file, text);
  } catch {
    // The graph tells what is wrong with it, and uv does.
    return [];
  }
}

/** What a lock says of each package that comes from elsewhere, by name and version. */
function lockedPackages(file: string, text: string): Record<string, string> {
  const facts = new Map<string, string[]>();
  for (const { name, version, directory, facts: said } of entriesIn(file, text)) {
    if (directory !== undefined || version === undefined) continue;
    const key = `${name}@${version}`;
    facts.set(key, [...(facts.get(key) ?? []), said]);
  }
  return Object.fromEntries([...facts].map(([key, list]) => [key, digestOf('', list)]));
}

/** The hashes of the lock and the manifests as they were read, by path relative to the workspace root. */
export function hashManifests(
  { environment }: EnvironmentRequest,
  manifests: Manifests,
  lockText: string,
): Record<string, string> {
  const files: Record<string, string> = { [join(environment, 'uv.lock')]: digestText(lockText) };
  for (const [file, text] of manifests.texts)
    files[file] = text === undefined ? '' : digestText(text);
  return files;
}

/** What a stamp is made from beside the environment itself. */
export interface StampSources extends Pick<Stamp, 'selection' | 'members' | 'files'> {
  manifests: Manifests;
  lockText: string;
}

/** What an environment would be made from now. */
export async function currentStamp(
  request: EnvironmentRequest,
  { manifests, lockText, files, selection, members }: StampSources,
  folder: string,
  before: Stamp | undefined,
): Promise<Stamp> {
  const lock = join(request.environment, 'uv.lock');
  const isSameLock = before !== undefined && before.files[lock] === files[lock];
  const contents = contentsOf(folder, before);
  const sources = localSources(request, manifests, contents.local, members);
  return {
    version: 4,
    selection,
    members,
    tools: before?.tools,
    pending: before?.pending ?? [],
    files: { ...metadataOf(request.workspaceRoot, sources, files), ...files },
    locked: isSameLock ? before.locked : lockedPackages(lock, lockText),
    sources: await readBuiltSources(sources, before?.sources),
    ...contents,
  };
}

/** Clocks of files may be behind that of the system, in milliseconds. */
const clockDifference = 10;

/**
 * The stamp of an environment that was just made: of the files as they were read before, whatever
 * lies there now, and of the contents that it has. Manifests of folders that only these name count as
 * they are, if they have not changed since the making began. What came out of uv's cache without being built is
 * left out: nobody knows which sources it was built from.
 *
 * @param rebuilt - the distributions that were built for it
 * @param began - when the making began, in milliseconds
 */
export async function stampAfter(
  planned: Stamp,
  folder: string,
  rebuilt: readonly string[],
  { workspaceRoot, began }: { workspaceRoot: string; began: number },
): Promise<Stamp> {
  const since = began - clockDifference;
  const contents = contentsOf(folder, undefined);
  const wanted = ofMembers(contents.local, planned.members);
  const isOlder = (path: string) => statSync(path).ctimeMs < since;
  const files = { ...metadataOf(workspaceRoot, wanted, planned.files, isOlder), ...planned.files };
  const packages = sitePackages(folder) ?? '';
  const isCached = ({ name, info = '' }: LocalSource) =>
    !rebuilt.includes(name) && statSync(join(packages, info)).mtimeMs >= since;
  const cached = new Set(contents.local.filter(isCached).map(({ name }) => name));
  const known = Object.entries(planned.sources).filter(([name]) => !cached.has(name));
  const sources = await withMade(Object.fromEntries(known), contents.local, since);
  return { ...planned, ...contents, files, sources };
}
