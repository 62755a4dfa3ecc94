import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { dataFolder } from '../data-folder.js';
import { digestText } from '../lock/digest.js';
import { readLockEntries } from '../lock/read-lock.js';
import { joinPath, withAncestors } from '../paths.js';
import type { Pyproject } from '../toml/pyproject.js';
import { compareWithLock } from './compare-lock.js';
import {
  type Installed,
  type LocalInstall,
  localInstalls,
  readInstalled,
} from './distributions.js';
import type { EnvironmentRequest } from './ensure-environment.js';
import { environmentMissing, notInstalled, olderThanSources } from './foreign-errors.js';
import { locateEnvironment } from './kept-environment.js';
import { checkHashedLock } from './lock-errors.js';
import { type Manager, managerOf } from './managers.js';
import { readPyprojects } from './manifests.js';
import { sitePackages, sitePackagesTime } from './site-packages.js';
import { findStaleBuilds } from './stale-builds.js';
import { wantedBy } from './wanted.js';

/** The folder of an environment that somebody keeps; throws when there is none. */
async function findKept(
  { workspaceRoot, environment }: EnvironmentRequest,
  manager: Manager,
): Promise<string> {
  const found = await locateEnvironment(workspaceRoot, environment);
  if (found !== undefined) return found;
  const above = withAncestors(environment)
    .slice(1)
    .find((folder) => existsSync(join(workspaceRoot, folder, 'uv.lock')));
  throw environmentMissing(environment, manager, above);
}

/** What was found the last time, so that an environment is read again only when it changed. */
interface Known {
  version: 1;
  /** Modification time of site-packages. */
  installed: number;
  /** What the environment was found to agree with: its lock and manifests. */
  agrees: string;
  local: LocalInstall[];
}

function readKnown(file: string): Known | undefined {
  try {
    const known = JSON.parse(readFileSync(file, 'utf8')) as Known;
    return known.version === 1 && Array.isArray(known.local) ? known : undefined;
  } catch {
    return undefined;
  }
}

function isSameFolder(left: string, right: string): boolean {
  const real = (path: string) => (existsSync(path) ? realpathSync(path) : path);
  return real(left) === real(right);
}

interface LockText {
  /** Relative to the workspace root. */
  file: string;
  text: string;
}

function readLockText(
  { workspaceRoot, environment, lockDigest }: EnvironmentRequest,
  { lock }: Manager,
): LockText | undefined {
  if (lock === undefined) return undefined;
  const file = joinPath(environment, lock);
  const text = readFileSync(join(workspaceRoot, file), 'utf8');
  checkHashedLock(file, digestText(text), lockDigest);
  return { file, text };
}

/** Fails when what is installed, as far as it matters, is not what the lock of its manager says. */
function compareWithText(
  { workspaceRoot, environment, program }: EnvironmentRequest,
  lock: LockText,
  installed: readonly Installed[],
  pyprojects: readonly Pyproject[],
  manager: Manager,
): void {
  const base = resolve(workspaceRoot, environment);
  const mismatches = compareWithLock(
    readLockEntries(lock.file, lock.text),
    installed,
    wantedBy(pyprojects),
    (locked, path) => isSameFolder(resolve(base, locked), path),
  ).filter(({ name }) => program === undefined || name === program);
  if (mismatches.length > 0) throw notInstalled(lock.file, mismatches, manager);
}

/** The same for one program that needs nothing else of it. */
function compareProgram(request: EnvironmentRequest, packages: string, manager: Manager): void {
  const lock = readLockText(request, manager);
  const pyprojects = readPyprojects(request).flatMap(({ pyproject }) => pyproject ?? []);
  if (lock) compareWithText(request, lock, readInstalled(packages), pyprojects, manager);
}

/**
 * What an environment holds from folders of this machine, once it is known to be what its lock says.
 * Both are looked at again only when something was installed, or the lock or a manifest changed.
 */
async function checkedInstalls(
  request: EnvironmentRequest,
  folder: string,
  packages: string,
  manager: Manager,
): Promise<LocalInstall[]> {
  const lock = readLockText(request, manager);
  const pyprojects = readPyprojects(request).flatMap(({ pyproject }) => pyproject ?? []);
  const data = dataFolder(request.workspaceRoot);
  const file = join(data, `installed-${digestText(folder).slice(0, 16)}.json`);
  const installed = sitePackagesTime(folder);
  const agrees = digestText(JSON.stringify([lock, pyprojects.map(({ text }) => text)]));
  const before = readKnown(file);
  if (before?.installed === installed && before.agrees === agrees) return before.local;
  const found = readInstalled(packages);
  if (lock) compareWithText(request, lock, found, pyprojects, manager);
  const local = localInstalls(found);
  await mkdir(data, { recursive: true });
  await writeFile(file, JSON.stringify({ version: 1, installed, agrees, local } satisfies Known));
  return local;
}

/**
 * The environment that another manager, or a person, keeps for a folder without uv.lock. It is never
 * changed; what it holds has to be what its lock and the sources say.
 *
 * @throws SignalError LOCK_MISSING, ENVIRONMENT_FAILED or ENVIRONMENT_OUTDATED, with what mends it
 */
export async function ensureForeignEnvironment(request: EnvironmentRequest): Promise<string> {
  const manager = managerOf(join(request.workspaceRoot, request.environment));
  const folder = await findKept(request, manager);
  const packages = sitePackages(folder);
  if (packages === undefined) return folder;
  if (request.program !== undefined) {
    compareProgram(request, packages, manager);
    return folder;
  }
  const local = await checkedInstalls(request, folder, packages, manager);
  const stale = await findStaleBuilds(packages, local);
  if (stale.length > 0) throw olderThanSources(request.workspaceRoot, stale, manager);
  return folder;
}
