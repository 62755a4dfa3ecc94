import { parse } from 'smol-toml';
import { type Build, describeBuild } from '../project/build-kind.js';
import { textIn } from '../project/text-in.js';
import type { Table } from '../toml/pyproject.js';

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
