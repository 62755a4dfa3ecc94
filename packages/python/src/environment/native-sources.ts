import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const nativeFile =
  /\.(c|cc|cpp|cxx|cu|cuh|h|hh|hpp|hxx|inl|pyx|pxd|pxi|rs|[fF]|[fF]90)$|^(CMakeLists\.txt|meson\.build|meson_options\.txt|Cargo\.(toml|lock)|setup\.py)$/;
const builtFile = /\.(so|pyd|dylib)$/;
const skippedFolder = /^(\.|node_modules$|build$|dist$|target$|__pycache__$)|\.egg-info$/;

interface Found {
  sources: string[];
  built: string[];
}

function collect(folder: string, prefix: string, found: Found): void {
  const entries = readdirSync(folder, { withFileTypes: true });
  // A project inside this one has an entry of its own.
  if (prefix !== '' && entries.some(({ name }) => name === 'pyproject.toml')) return;
  for (const entry of entries) {
    const path = prefix + entry.name;
    if (entry.isDirectory()) {
      if (!skippedFolder.test(entry.name)) collect(join(folder, entry.name), `${path}/`, found);
    } else if (nativeFile.test(entry.name)) found.sources.push(path);
    else if (builtFile.test(entry.name)) found.built.push(path);
  }
}

/**
 * Hashes of the sources that an editable install compiles, and of the names of what it made of them.
 * uv compiles anew only when pyproject.toml changes or `[tool.uv] cache-keys` says so; without this
 * a test would run against yesterday's code.
 *
 * @param distributions - folders by distribution
 * @returns hashes by distribution; those without native sources are left out
 */
export function nativeDigests(
  workspaceRoot: string,
  distributions: ReadonlyMap<string, string>,
): Record<string, string> {
  const digests: Record<string, string> = {};
  for (const [name, directory] of distributions) {
    const folder = join(workspaceRoot, directory);
    const found: Found = { sources: [], built: [] };
    collect(folder, '', found);
    if (found.sources.length === 0) continue;
    const hash = createHash('sha256');
    for (const file of found.sources.sort())
      hash.update(`${file}\0`).update(readFileSync(join(folder, file)));
    // By name only: the sources decide the contents, but a deleted one has to be built again.
    hash.update(found.built.sort().join('\0'));
    digests[name] = hash.digest('hex');
  }
  return digests;
}
