import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { normalizeName } from '../normalize-name.js';
import { textIn } from '../project/text-in.js';
import { parseOrigin } from './distributions.js';
import { keptWhile } from './installed-cache.js';
import {
  type DistributionModules,
  modulesOfRecord,
  ownersOfModules,
  stubsOfRecord,
} from './installed-modules.js';
import { allSitePackages } from './site-packages.js';

/** A distribution as it is installed. */
export interface InstalledDistribution {
  /** PEP 503-normalised. */
  name: string;
  /** Its modules are the sources of a project of the workspace. */
  editable: boolean;
  /** Pytest loads something of it by itself. */
  pytestPlugin: boolean;
}

/** What is installed in one environment. */
export interface Installed {
  /** Folders that distributions are installed into. */
  folders: string[];
  distributions: InstalledDistribution[];
  /**
   * Distributions behind each module that is not of an editable one: the top ones, and what is below
   * where several distributions share one. The longest name decides.
   */
  owners: ReadonlyMap<string, readonly string[]>;
  /** Distributions of stubs alone (`requests-stubs`), by the top module they are about. */
  stubs: ReadonlyMap<string, readonly string[]>;
}

/** Modules that entry points name, for a distribution that does not list its files. */
function namedModules(entryPoints: string): string[] {
  return entryPoints.split('\n').flatMap((line) => /^[^#[=]+=\s*([\w.]+)/.exec(line)?.[1] ?? []);
}

/** Folders inside `site` that the path files of a distribution put on the path. */
function addedPaths(record: string, site: string): string[] {
  const files = record.split('\n').flatMap((line) => /^([^/,]+\.pth),/.exec(line)?.[1] ?? []);
  const lines = files.flatMap((file) => (textIn(site, file) ?? '').split(/\r?\n/));
  return lines.filter((line) => line !== '' && !/^(#|import\s|\/|\.\.|[A-Za-z]:)/.test(line));
}

function readDistribution(
  site: string,
  folder: string,
): InstalledDistribution & DistributionModules & { stubs: readonly string[] } {
  const info = join(site, folder);
  const [stem = folder] = folder.replace(/\.(dist|egg)-info$/, '').split('-');
  const entryPoints = textIn(info, 'entry_points.txt') ?? '';
  const origin = parseOrigin(textIn(info, 'direct_url.json') ?? '');
  const editable = origin?.kind === 'folder' && origin.editable;
  const record = textIn(info, 'RECORD') ?? textIn(info, 'installed-files.txt') ?? '';
  const listed = modulesOfRecord(record, addedPaths(record, site));
  const top = (textIn(info, 'top_level.txt') ?? '').split(/\s+/).filter((name) => name !== '');
  const guessed = top.length > 0 ? top : namedModules(entryPoints);
  return {
    name: normalizeName(stem),
    editable,
    pytestPlugin: /^\[pytest11\]/m.test(entryPoints),
    modules: editable ? [] : listed.length > 0 ? listed : guessed,
    stubs: editable ? [] : stubsOfRecord(record),
  };
}

/**
 * Reads what is installed, out of the metadata of each distribution; nothing is run. It is kept in a
 * file, for libraries list thousands of files.
 *
 * @param cacheFolder - where that file is
 */
export function readInstalled(environmentFolder: string, cacheFolder: string): Installed {
  const folders = allSitePackages(environmentFolder);
  // Whoever installs something changes the time of the folder it comes into.
  const state = folders.map((folder) => `${folder} ${statSync(folder).mtimeMs}`).join('\n');
  return keptWhile(state, environmentFolder, cacheFolder, () => readAll(folders));
}

function readAll(folders: string[]): Installed {
  const found = folders.flatMap((site) =>
    readdirSync(site)
      .filter((name) => /\.(dist|egg)-info$/.test(name))
      .sort()
      .map((name) => readDistribution(site, name)),
  );
  return {
    folders,
    distributions: found.map(({ name, editable, pytestPlugin }) => ({
      name,
      editable,
      pytestPlugin,
    })),
    owners: ownersOfModules(found),
    stubs: ownersOfModules(found.map(({ name, stubs }) => ({ name, modules: stubs }))),
  };
}
