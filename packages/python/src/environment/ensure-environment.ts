import { existsSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dataFolder } from '../data-folder.js';
import { SignalError } from '../errors.js';
import { currentStamp, stampAfter } from './current-stamp.js';
import { withEnvironmentLock } from './environment-lock.js';
import { ensureForeignEnvironment } from './foreign-environment.js';
import { readInterpreter } from './interpreter.js';
import { environmentPath } from './locate.js';
import { checkHashedLock, lockUnsteady } from './lock-errors.js';
import { type Manifests, readManifests } from './manifests.js';
import { compareStamps, parseStamp, type Stamp, type SyncNeed } from './stamp.js';
import { syncEnvironment } from './uv-sync.js';

/** Which environment, and what decides its contents. */
export interface EnvironmentRequest {
  workspaceRoot: string;
  /** Folder of the environment's lock, relative to the workspace root. */
  environment: string;
  /** Folders of the projects that are installed in it. */
  projects: readonly string[];
  /** Groups and extras that options add. */
  groups: readonly string[];
  extras: readonly string[];
  /** Digest of the lock that the hashes of the tasks were made from, where that is known. */
  lockDigest?: string | undefined;
}

const stampName = '.nx-signal.json';
/** How often an environment is made when something moves meanwhile. */
const attempts = 4;

function readStamp(folder: string): Stamp | undefined {
  const path = join(folder, stampName);
  return existsSync(path) ? parseStamp(readFileSync(path, 'utf8')) : undefined;
}

async function writeStamp(folder: string, stamp: Stamp): Promise<void> {
  const path = join(folder, stampName);
  const temporary = `${path}.${process.pid}`;
  await writeFile(temporary, JSON.stringify(stamp));
  await rename(temporary, path);
}

/** What an environment is to be made from, and what is missing from it. */
interface Plan {
  manifests: Manifests;
  now: Stamp;
  need: SyncNeed;
}

async function plan(request: EnvironmentRequest, folder: string): Promise<Plan> {
  const before = readStamp(folder);
  const manifests = readManifests(request);
  const now = await currentStamp(request, manifests, folder, before);
  const lock = join(request.environment, 'uv.lock');
  checkHashedLock(lock, now.files[lock], request.lockDigest);
  return { manifests, now, need: compareStamps(before, now, new Set(manifests.unreadable)) };
}

async function make(
  request: EnvironmentRequest,
  folder: string,
  { manifests, now, need }: Plan,
): Promise<void> {
  const isNew = readInterpreter(folder) === undefined;
  if (manifests.unreadable.length > 0 && isNew) {
    throw new SignalError({
      code: 'ENVIRONMENT_FAILED',
      message: `The environment cannot be made while ${manifests.unreadable.join(', ')} cannot be read.`,
      hint: 'correct that file first: uv reads every member of a workspace.',
    });
  }
  const began = Date.now();
  // While uv works, and should it be stopped, nobody may take the environment for what it was. What was
  // locked is kept: uv goes by versions, and would not see that a package has to be installed again.
  const before = readStamp(folder);
  if (before) await writeStamp(folder, { ...before, installed: -1 });
  const rebuild = need.rebuild.flatMap((name) => ['--reinstall-package', name]);
  await syncEnvironment({ ...request, args: [...manifests.syncArguments, ...rebuild], isNew });
  await writeStamp(folder, await stampAfter(now, folder, need.rebuild, began));
}

function sameFiles(left: Stamp, right: Stamp): boolean {
  return JSON.stringify(left.files) === JSON.stringify(right.files);
}

/**
 * Makes an environment until its stamp says that it is what the files say now. Once is enough, unless
 * it holds copies, which only show when it is there, or a file changed meanwhile.
 */
async function makeUntilSteady(request: EnvironmentRequest, folder: string): Promise<void> {
  let made: Plan | undefined;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const next = await plan(request, folder);
    if (!next.need.sync) return;
    // A build that writes into its own sources never looks done; twice is as good as ever.
    if (attempt > 1 && made && sameFiles(made.now, next.now)) return;
    await make(request, folder, next);
    made = next;
  }
  throw lockUnsteady(request.environment);
}

/**
 * Makes the environment if it is missing or out of date, and does nothing else when its stamp says
 * that it is what the lock and the manifests ask for. Never writes uv.lock.
 *
 * @returns the folder of the virtual environment
 * @throws SignalError UV_MISSING, LOCK_MISSING, LOCK_STALE, LOCK_BROKEN, LOCK_CHANGED,
 *   PYTHON_UNSUITABLE, ENVIRONMENT_OUTDATED or ENVIRONMENT_FAILED, each with what mends it
 */
export async function ensureEnvironment(request: EnvironmentRequest): Promise<string> {
  const { workspaceRoot, environment } = request;
  const folder = environmentPath(workspaceRoot, environment);
  if (!existsSync(join(workspaceRoot, environment, 'uv.lock'))) {
    return ensureForeignEnvironment(request);
  }
  const { need, now } = await plan(request, folder);
  if (!need.sync) return folder;
  const lockDigest = request.lockDigest ?? now.files[join(environment, 'uv.lock')];
  await withEnvironmentLock(dataFolder(workspaceRoot), folder, () =>
    makeUntilSteady({ ...request, lockDigest }, folder),
  );
  return folder;
}
