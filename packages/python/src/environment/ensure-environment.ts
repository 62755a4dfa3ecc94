import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SignalError } from '../errors.js';
import { runProcess } from '../process/run-process.js';
import { foreignEnvironment } from './foreign-environment.js';
import { readInterpreter } from './interpreter.js';
import { environmentPath } from './locate.js';
import { type Manifests, readManifests } from './manifests.js';
import { nativeDigests } from './native-sources.js';
import { compareStamps, parseStamp, type Stamp } from './stamp.js';
import { lockMissing, lockStale, syncFailure, uvMissing } from './uv-errors.js';

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
}

const stampName = '.nx-signal.json';
const syncTimeout = 30 * 60_000;

function hashFile(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

function sitePackagesTime(folder: string): number {
  const library = join(folder, process.platform === 'win32' ? 'Lib' : 'lib');
  const candidates = [
    library,
    ...(existsSync(library) ? readdirSync(library) : []).map((name) => join(library, name)),
  ];
  const found = candidates
    .map((path) => join(path, 'site-packages'))
    .find((path) => existsSync(path));
  return found ? statSync(found).mtimeMs : 0;
}

function currentStamp(request: EnvironmentRequest, manifests: Manifests, folder: string): Stamp {
  const files: Record<string, string> = {};
  const lock = join(request.environment, 'uv.lock');
  for (const file of [lock, ...manifests.files]) {
    const path = join(request.workspaceRoot, file);
    files[file] = existsSync(path) ? hashFile(path) : '';
  }
  const config = join(folder, 'pyvenv.cfg');
  return {
    version: 1,
    args: manifests.syncArguments,
    files,
    native: nativeDigests(request.workspaceRoot, manifests.distributions),
    interpreter: existsSync(config) ? readFileSync(config, 'utf8') : '',
    installed: sitePackagesTime(folder),
  };
}

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

/** Fails when the lock no longer fits; says nothing when uv cannot tell, as without a network. */
async function checkLock(cwd: string, environment: string): Promise<void> {
  const check = await runProcess({
    command: 'uv',
    args: ['lock', '--check'],
    cwd,
    timeout: 60_000,
  });
  if (check.startError) throw uvMissing();
  if (/needs to be updated/.test(check.output)) throw lockStale(environment);
}

async function syncEnvironment(request: EnvironmentRequest, args: string[]): Promise<void> {
  const cwd = join(request.workspaceRoot, request.environment);
  await checkLock(cwd, request.environment);
  const result = await runProcess({ command: 'uv', args, cwd, timeout: syncTimeout });
  if (result.startError) throw uvMissing();
  if (result.exitCode !== 0) throw syncFailure(request.environment, result.output);
}

/**
 * Makes the environment if it is missing or out of date, and does nothing else when its stamp says
 * that it is what the lock and the manifests ask for. Never writes uv.lock.
 *
 * @returns the folder of the virtual environment
 * @throws SignalError UV_MISSING, LOCK_MISSING, LOCK_STALE, LOCK_BROKEN, PYTHON_UNSUITABLE or
 *   ENVIRONMENT_FAILED, each with the command that mends it
 */
export async function ensureEnvironment(request: EnvironmentRequest): Promise<string> {
  const { workspaceRoot, environment } = request;
  const folder = environmentPath(workspaceRoot, environment);
  if (!existsSync(join(workspaceRoot, environment, 'uv.lock'))) {
    // An environment that somebody else keeps, such as one of Poetry's, is used as it is.
    if (readInterpreter(folder) !== undefined) return folder;
    const foreign = await foreignEnvironment(join(workspaceRoot, environment), environment);
    if (foreign !== undefined) return foreign;
    throw lockMissing(environment);
  }
  const manifests = readManifests(request);
  const now = currentStamp(request, manifests, folder);
  const need = compareStamps(readStamp(folder), now, new Set(manifests.unreadable));
  if (!need.sync) return folder;
  if (manifests.unreadable.length > 0 && readInterpreter(folder) === undefined) {
    throw new SignalError({
      code: 'ENVIRONMENT_FAILED',
      message: `The environment cannot be made while ${manifests.unreadable.join(', ')} cannot be read.`,
      hint: 'correct that file first: uv reads every member of a workspace.',
    });
  }
  const rebuild = need.rebuild.flatMap((name) => ['--reinstall-package', name]);
  await syncEnvironment(request, [...manifests.syncArguments, ...rebuild]);
  await writeStamp(folder, currentStamp(request, manifests, folder));
  return folder;
}
