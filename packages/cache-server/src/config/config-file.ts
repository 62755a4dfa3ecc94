import { CacheServerError } from '../errors.js';
import { type JsonFile, readJsonFile } from '../json-file.js';

/** Looked for in the current folder when no other file is named. */
export const defaultConfigFile = 'nx-signal-cache.json';

/** A configuration file as it stands. */
export interface ConfigFile extends JsonFile {
  path: string;
}

/** 1-based line of the last part of a dotted key, found by its text; undefined when it cannot be determined. */
export function lineOfKey(text: string, key: string): number | undefined {
  let at = 0;
  for (const part of key.split('.')) {
    if (/^\d+$/.test(part)) continue;
    const found = text.indexOf(`${JSON.stringify(part)}`, at);
    if (found < 0) return undefined;
    at = found;
  }
  return text.slice(0, at).split('\n').length;
}

function unreadable(path: string, problem: string, cause?: unknown): CacheServerError {
  return new CacheServerError({
    code: 'CONFIG_UNREADABLE',
    message: `The configuration file cannot be read: ${problem}`,
    place: path,
    hint:
      cause instanceof SyntaxError
        ? 'docs/reference/cache-server.md shows a file; it is plain JSON, without comments.'
        : 'correct --config or NX_SIGNAL_CACHE_CONFIG, or give this user permission to read it.',
    cause,
  });
}

/**
 * Reads the configuration file.
 *
 * @param path - as given; without it the default file, when there is one
 * @throws CacheServerError CONFIG_UNREADABLE
 */
export function readConfigFile(path: string | undefined): ConfigFile | undefined {
  const file = path ?? defaultConfigFile;
  const found = readJsonFile(file, (problem, cause) => unreadable(file, problem, cause));
  if (found) return { path: file, ...found };
  if (path === undefined) return undefined;
  throw unreadable(file, 'there is no such file.');
}
