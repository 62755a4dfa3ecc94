import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Version and implementation out of the text of a pyvenv.cfg, such as `3.12.4` or `PyPy-3.10.14`. */
export function parseInterpreter(text: string): string | undefined {
  const value = (key: string) =>
    new RegExp(`^${key}[ \\t]*=[ \\t]*(\\S.*?)\\s*$`, 'm').exec(text)?.[1];
  const version = value('version_info') ?? value('version');
  if (!version) return undefined;
  const implementation = value('implementation') ?? 'CPython';
  return implementation === 'CPython' ? version : `${implementation}-${version}`;
}

/** The interpreter of an existing virtual environment; undefined when there is none. */
export function readInterpreter(environmentFolder: string): string | undefined {
  try {
    return parseInterpreter(readFileSync(join(environmentFolder, 'pyvenv.cfg'), 'utf8'));
  } catch {
    return undefined;
  }
}
