import { CacheServerError } from './errors.js';
import { isDiskFull } from './files.js';

/** The error for a folder in which objects, tokens or secrets cannot be written. */
export function folderError(folder: string, error: unknown): CacheServerError {
  return new CacheServerError({
    code: 'STORAGE_UNUSABLE',
    message: `The folder for objects and tokens cannot be used: ${(error as Error).message}`,
    place: folder,
    hint: isDiskFull(error)
      ? 'free space on its disk, or use a folder on another one with --storage.folder.'
      : 'use another one with --storage.folder, or give this user permission to write there.',
    cause: error,
  });
}
