import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { shortestSecret } from '../auth/sessions.js';
import { putFile } from '../durable-file.js';
import { hasCode } from '../files.js';
import { folderError } from '../folder-error.js';

/** Rights of the group and of all others: a secret that they can read is none. */
const othersRights = 0o077;

/** What is wrong with a secret that is there; undefined when nothing is. */
function problemOf(file: string, secret: string): string | undefined {
  if (secret.length < shortestSecret) return 'is too short';
  const isOpen = process.platform !== 'win32' && (statSync(file).mode & othersRights) !== 0;
  return isOpen ? 'can be read by other users' : undefined;
}

function readSecret(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

const newSecret = () => randomBytes(32).toString('base64url');

/** Makes a secret, unless another process that starts at the same moment was first: then theirs. */
function makeSecret(file: string): string {
  const secret = newSecret();
  try {
    putFile(file, secret, linkSync);
    return secret;
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
    return readSecret(file) ?? makeSecret(file);
  }
}

/**
 * The secret in the folder, made when it is missing, so that sessions outlive a restart. One that is too
 * short, as a full disk leaves it, or that others can read is replaced: with it anyone could sign sessions.
 *
 * @param warn - told that sessions of before are void, and why
 * @throws CacheServerError STORAGE_UNUSABLE
 */
export function folderSecret(folder: string, warn: (message: string) => void): string {
  const file = join(folder, 'session-secret');
  try {
    mkdirSync(folder, { recursive: true });
    const secret = readSecret(file);
    if (secret === undefined) return makeSecret(file);
    const problem = problemOf(file, secret);
    if (problem === undefined) return secret;
    warn(`the session secret ${problem}; a new one is created, which ends existing sessions`);
    const fresh = newSecret();
    putFile(file, fresh, renameSync);
    return fresh;
  } catch (error) {
    throw folderError(folder, error);
  }
}
