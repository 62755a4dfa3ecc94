import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Text of a file in a folder; undefined when there is none. */
export function textIn(folder: string, file: string): string | undefined {
  const path = join(folder, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
