import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes a file that is whole whenever it is there; makes its folder where there is none. Throws as Node does. */
export function writeWhole(path: string, content: string | Buffer): void {
  const partial = `${path}.${process.pid}`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(partial, content);
  renameSync(partial, path);
}
