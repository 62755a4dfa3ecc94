import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { lockNames } from '../lock/read-locks.js';
import { repositoryFoldersAbove } from '../settings/folders-above.js';

type Variables = NodeJS.ProcessEnv;

/** Folders in which a virtual environment lies beside what it is for, in the order they are looked for. */
const usualNames = ['.venv', 'venv'];

function configured(base: string, variables: Variables): string {
  const path = variables['UV_PROJECT_ENVIRONMENT'] || '.venv';
  return isAbsolute(path) ? path : join(base, path);
}

/** Whether an environment lies beside a lock, which then decides what it holds. */
function isBesideLock(folder: string): boolean {
  return lockNames.some((name) => existsSync(join(dirname(folder), name)));
}

/** The environment whose Python PDM has written down for a folder. */
function chosenInPdm(base: string): string[] {
  try {
    return [dirname(dirname(readFileSync(join(base, '.pdm-python'), 'utf8').trim()))];
  } catch {
    return [];
  }
}

/** The folders above another one inside the repository, nearest first. */
function foldersAbove(workspaceRoot: string, environment: string): string[] {
  const depth = environment === '.' ? 0 : environment.split('/').length;
  const levels = depth + repositoryFoldersAbove(workspaceRoot).length;
  const base = join(workspaceRoot, environment);
  return Array.from({ length: levels }, (_, level) => resolve(base, '../'.repeat(level + 1)));
}

/**
 * The virtual environment that is there for a folder without uv.lock, as far as it can be found by looking:
 * `UV_PROJECT_ENVIRONMENT`, its own, the nearest one above it inside the repository, the active one. One
 * beside a lock is not taken for a folder that has a lock of its own. The command that targets name as an
 * input looks in the same places.
 */
export function findEnvironment(
  workspaceRoot: string,
  environment: string,
  variables: Variables = process.env,
): string | undefined {
  const base = join(workspaceRoot, environment);
  const isLocked = lockNames.some((name) => existsSync(join(base, name)));
  const own = [configured(base, variables), ...usualNames.map((name) => join(base, name))];
  const others = foldersAbove(workspaceRoot, environment).flatMap((folder) =>
    usualNames.map((name) => join(folder, name)),
  );
  const active = variables['VIRTUAL_ENV'];
  const shared = [...others, ...(active ? [resolve(base, active)] : [])];
  const usable = shared.filter((folder) => !(isLocked && isBesideLock(folder)));
  return [...own, ...usable, ...chosenInPdm(base)].find((folder) =>
    existsSync(join(folder, 'pyvenv.cfg')),
  );
}

/**
 * Where the virtual environment of an environment's folder is. Beside uv.lock it is `UV_PROJECT_ENVIRONMENT`
 * or `.venv`, whether it is there or not; else what {@link findEnvironment} finds.
 */
export function environmentPath(
  workspaceRoot: string,
  environment: string,
  variables: Variables = process.env,
): string {
  const base = join(workspaceRoot, environment);
  const usual = configured(base, variables);
  if (existsSync(join(base, 'uv.lock'))) return usual;
  return findEnvironment(workspaceRoot, environment, variables) ?? usual;
}

/** Path of an executable inside a virtual environment. */
export function executableIn(environmentFolder: string, name: string): string {
  return process.platform === 'win32'
    ? join(environmentFolder, 'Scripts', `${name}.exe`)
    : join(environmentFolder, 'bin', name);
}
