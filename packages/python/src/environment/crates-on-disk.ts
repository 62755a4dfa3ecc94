import { existsSync } from 'node:fs';
import { join, parse as parsePath, relative } from 'node:path';
import { parse } from 'smol-toml';
import { isInside } from '../paths.js';
import { crateSources, cratesOf } from '../project/crates.js';
import { textIn } from '../project/text-in.js';
import type { Table } from '../toml/pyproject.js';
import { listSources } from './build-files.js';

/** The manifest of a project, if it may name a crate. */
function manifestIn(folder: string): Table {
  const text = textIn(folder, 'pyproject.toml') ?? '';
  try {
    return text.includes('manifest-path') ? parse(text) : {};
  } catch {
    // Whoever installs it will say what is wrong with it.
    return {};
  }
}

/**
 * Files beside a project that its crates are compiled from, relative to its folder, sorted. Most projects have no crate.
 *
 * @param folder - absolute path of the project
 * @param sources - its own files, relative to it
 */
export async function crateFiles(folder: string, sources: readonly string[]): Promise<string[]> {
  const { root } = parsePath(folder);
  const slashed = (path: string) => path.replaceAll('\\', '/');
  const own = slashed(relative(root, folder));
  const manifests = sources.filter((file) => /(?:^|\/)Cargo\.toml$/.test(file));
  const crates = cratesOf(
    own,
    manifestIn(folder),
    manifests.map((file) => `${own}/${file}`),
  );
  if (crates.length === 0) return [];
  const { folders, files } = crateSources(crates, (file) => textIn(root, file));
  const outside = folders.filter((path) => !isInside(path, own) && existsSync(join(root, path)));
  const listed = await Promise.all(
    outside.map(async (path) =>
      (await listSources(join(root, path))).map((file) => `${path}/${file}`),
    ),
  );
  const all = [...listed.flat(), ...files.filter((file) => existsSync(join(root, file)))];
  const beside = all.filter((file) => !isInside(file, own));
  return [...new Set(beside.map((file) => slashed(relative(folder, join(root, file)))))].sort();
}
