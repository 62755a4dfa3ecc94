import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Build } from '../project/build-kind.js';
import { buildInputs, digestFiles, identityOf, listMade, listSources } from './build-files.js';
import { buildOf } from './build-on-disk.js';
import { crateFiles } from './crates-on-disk.js';

/** Sources on this machine that an environment shows only as far as they were built. */
export interface BuiltSources {
  /** Hash of what decides the result of the build. */
  digest: string;
  /** Identity of what a build left beside the sources, by path relative to them. */
  made: Record<string, string>;
}

/** A folder whose distribution an environment holds, or is to hold. */
export interface LocalSource {
  name: string;
  /** Absolute path. */
  folder: string;
  /** Whether its modules are the sources themselves, and no copy of them. */
  editable: boolean;
  /** Name of the folder that describes it where it is installed. */
  info?: string | undefined;
}

/** The same, with how it is built where that is known already. */
export interface BuildSource extends LocalSource {
  build?: Build | undefined;
}

async function digestOf(source: BuildSource): Promise<string | undefined> {
  const { folder, editable, build = buildOf(folder) } = source;
  const metadata = build.metadata.filter((file) => existsSync(join(folder, file)));
  if (editable && build.kind === 'plain') {
    return metadata.length > 0 ? digestFiles(folder, metadata) : undefined;
  }
  const sources = await listSources(folder);
  const crates = await crateFiles(folder, sources);
  if (!editable) return digestFiles(folder, [...sources, ...crates]);
  return digestFiles(folder, [...buildInputs(sources, build.kind), ...metadata, ...crates]);
}

/** What is left of the files that a build had made. */
function stillMade(folder: string, before: BuiltSources | undefined): Record<string, string> {
  const found = Object.keys(before?.made ?? {}).map((file): [string, string] => [
    file,
    identityOf(join(folder, file))?.identity ?? '',
  ]);
  return Object.fromEntries(found);
}

/**
 * What uv does not watch of the sources that an environment was built from: those of copies, and of
 * editable installs whose build makes something. Without this a test would run against yesterday's code.
 *
 * @param before - what the last build was made from and left behind
 * @returns by distribution; editable installs that show their sources as they are have no entry
 */
export async function readBuiltSources(
  sources: readonly BuildSource[],
  before: Readonly<Record<string, BuiltSources>> = {},
): Promise<Record<string, BuiltSources>> {
  const digests = await Promise.all(sources.map(digestOf));
  const result: Record<string, BuiltSources> = {};
  for (const [index, { name, folder }] of sources.entries()) {
    const digest = digests[index];
    if (digest !== undefined) result[name] = { digest, made: stillMade(folder, before[name]) };
  }
  return result;
}

/**
 * The same after a build, with all that it left behind. Digests stay: they say what it started from.
 *
 * @param since - when it began, in milliseconds
 */
export async function withMade(
  built: Readonly<Record<string, BuiltSources>>,
  sources: readonly LocalSource[],
  since: number,
): Promise<Record<string, BuiltSources>> {
  const result: Record<string, BuiltSources> = {};
  for (const [name, { digest }] of Object.entries(built)) {
    const source = sources.find((candidate) => candidate.name === name);
    const made = source?.editable
      ? await listMade(source.folder, since, await listSources(source.folder))
      : {};
    result[name] = { digest, made };
  }
  return result;
}
