import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { type Build, describeBuild } from '../project/build-kind.js';
import type { Table } from '../toml/pyproject.js';

/** Text of a file in a folder; undefined when there is none. */
export function textIn(folder: string, file: string): string | undefined {
  const path = join(folder, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** How the project in a folder is built; one without a readable pyproject.toml is setuptools' affair. */
export function buildOf(folder: string): Build {
  const text = (file: string) => textIn(folder, file);
  let data: Table = {};
  try {
    data = parse(text('pyproject.toml') ?? '');
  } catch {
    // Whoever installs it will say what is wrong with it.
  }
  return describeBuild({ data, text });
}
