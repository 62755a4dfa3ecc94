import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasCode } from '../files.js';
import { folderError } from '../folder-error.js';

/**
 * The secret in the folder, made when it is missing, so that sessions outlive a restart.
 *
 * @throws CacheServerError STORAGE_UNUSABLE
 */
export function folderSecret(folder: string): string {
  const file = join(folder, 'session-secret');
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw folderError(folder, error);
  }
  const secret = randomBytes(32).toString('base64url');
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, secret, { mode: 0o600 });
  } catch (error) {
    throw folderError(folder, error);
  }
  return secret;
}
