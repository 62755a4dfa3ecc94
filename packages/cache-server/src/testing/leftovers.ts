import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Files of uploads that still hold something, in the folder of a server. Empty ones wait for the next upload. */
export function leftovers(folder: string): string[] {
  const uploads = join(folder, 'uploads');
  const sizeOf = (name: string) => statSync(join(uploads, name), { throwIfNoEntry: false })?.size;
  return readdirSync(uploads).filter((name) => sizeOf(name));
}
