import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Config } from '../config/schema.js';

/** The folder for objects and tokens: as configured, or where the system keeps a user's data. */
export function dataFolder(config: Config, environment: NodeJS.ProcessEnv = process.env): string {
  if (config.storage.folder) return resolve(config.storage.folder);
  const base = environment['XDG_DATA_HOME'] || join(homedir(), '.local', 'share');
  return join(base, 'nx-signal-cache');
}

/** The file with the tokens. */
export function tokenFile(config: Config, environment?: NodeJS.ProcessEnv): string {
  return config.auth.tokensFile
    ? resolve(config.auth.tokensFile)
    : join(dataFolder(config, environment), 'tokens.json');
}
