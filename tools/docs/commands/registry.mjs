import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../../setup/run.mjs';

export const registryFile = join(repository, 'tools', 'docs', 'commands', 'commands.json');

/** Where each test file leaves the documented commands that it has run, by its path with `+` for `/`. */
export const ranFolder = join(repository, '.cache', 'ran-commands');

/**
 * Which test file runs each documented command, and why some are run by none.
 *
 * @returns {{ shown: Record<string, string>, exceptions: Record<string, string> }}
 */
export function registry() {
  return JSON.parse(readFileSync(registryFile, 'utf8'));
}

/** The exception that a command falls under, if any: its own, or one for all that begins so, which ends in `…`. */
export function exceptionOf(text, exceptions) {
  return Object.keys(exceptions).find((key) =>
    key.endsWith(' …') ? `${text} `.startsWith(key.slice(0, -1)) : key === text,
  );
}
