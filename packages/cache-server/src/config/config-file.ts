import { existsSync, readFileSync } from 'node:fs';
import { CacheServerError } from '../errors.js';

/** Looked for in the current folder when no other file is named. */
export const defaultConfigFile = 'nx-signal-cache.json';

/** A configuration file as it stands. */
export interface ConfigFile {
  path: string;
  text: string;
  value: unknown;
}

/** 1-based line of the last part of a dotted key, found by its text; undefined when it cannot be told. */
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

function unreadable(path: string, problem: string, cause: unknown): CacheServerError {
  return new CacheServerError({
    code: 'CONFIG_UNREADABLE',
    message: `The configuration file cannot be read: ${problem}`,
    place: path,
    hint: 'docs/reference/cache-server.md shows a file; it is plain JSON.',
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
  if (path === undefined && !existsSync(defaultConfigFile)) return undefined;
  const file = path ?? defaultConfigFile;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw unreadable(file, (error as Error).message, error);
  }
  try {
    return { path: file, text, value: JSON.parse(text) as unknown };
  } catch (error) {
    throw unreadable(file, (error as Error).message, error);
  }
}
