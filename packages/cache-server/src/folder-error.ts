import { CacheServerError } from './errors.js';
import { isDiskFull } from './files.js';

/** The error for a folder in which objects, tokens or secrets cannot be written. */
export function folderError(folder: string, error: unknown): CacheServerError {
  return new CacheServerError({
    code: 'STORAGE_UNUSABLE',
    message: `The folder for objects and tokens cannot be used: ${(error as Error).message}`,
    place: folder,
    hint: isDiskFull(error)
      ? 'make room on its disk, or name a folder on another one with --storage.folder.'
      : 'name another one with --storage.folder, or give this user the right to write there.',
    cause: error,
  });
}
