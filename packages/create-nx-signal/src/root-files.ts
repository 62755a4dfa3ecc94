import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** This package's version, which is also the plugin's: they are released together. */
export const version: string = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
).version;

const nxRange = '^24.0.0';

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** What Nx needs before the plugin's generator can write the rest. */
export function rootFiles(name: string): Record<string, string> {
  const manifest = {
    name,
    private: true,
    devDependencies: {
      '@nx-signal/python': `^${version}`,
      '@nx/devkit': nxRange,
      nx: nxRange,
    },
  };
  const nx = { $schema: './node_modules/nx/schemas/nx-schema.json', analytics: false };
  return { 'package.json': json(manifest), 'nx.json': json(nx) };
}

/** Writes them into a folder, which is made. */
export function writeRootFiles(folder: string, name: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(rootFiles(name)))
    writeFileSync(join(folder, file), text);
}
