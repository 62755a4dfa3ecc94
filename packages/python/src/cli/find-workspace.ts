import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SignalError } from '../errors.js';

/** The nearest folder with nx.json, from a folder upwards. Throws WORKSPACE_MISSING. */
export function findWorkspace(folder: string): string {
  for (let current = folder; ; current = dirname(current)) {
    if (existsSync(join(current, 'nx.json'))) return current;
    if (dirname(current) === current) break;
  }
  throw new SignalError({
    code: 'WORKSPACE_MISSING',
    message: `There is no nx.json in ${folder} or above it.`,
    hint: 'run nx-signal inside an Nx workspace.',
  });
}
