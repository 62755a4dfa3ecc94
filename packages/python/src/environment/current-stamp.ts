import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { digestText } from '../lock/read-locks.js';
import type { BuildKind } from './build-kind.js';
import type { EnvironmentRequest } from './ensure-environment.js';
import { localInstalls, readInstalled } from './installed.js';
import { type BuildSource, type LocalSource, readBuiltSources, withMade } from './local-sources.js';
import type { Manifests } from './manifests.js';
import { sitePackages, sitePackagesTime } from './site-packages.js';
import type { Stamp } from './stamp.js';

function hashFile(path: string): string {
  return existsSync(path) ? digestText(readFileSync(path, 'utf8')) : '';
}

function installedFromHere(folder: string): LocalSource[] {
  const packages = sitePackages(folder);
  if (packages === undefined) return [];
  return localInstalls(readInstalled(packages)).map(({ name, folder: source, editable }) => ({
    name,
    folder: source,
    editable,
  }));
}

/** What of an environment changes when something is installed. */
function contentsOf(
  folder: string,
  before: Stamp | undefined,
): Pick<Stamp, 'interpreter' | 'installed' | 'local'> {
  const config = join(folder, 'pyvenv.cfg');
  const installed = sitePackagesTime(folder);
  return {
    interpreter: existsSync(config) ? readFileSync(config, 'utf8') : '',
    installed,
    local: before?.installed === installed ? before.local : installedFromHere(folder),
  };
}

/** The projects, which a new environment will hold, and whatever else this one holds from here. */
function localSources(
  { workspaceRoot }: EnvironmentRequest,
  { distributions }: Manifests,
  local: readonly LocalSource[],
): BuildSource[] {
  const sources = new Map<string, BuildSource>();
  const kinds = new Map<string, BuildKind>();
  for (const [name, { directory, kind }] of distributions) {
    const folder = resolve(workspaceRoot, directory);
    kinds.set(folder, kind);
    sources.set(name, { name, folder, editable: true, kind });
  }
  // What is there knows better than the manifests whether it is a copy.
  for (const source of local) {
    sources.set(source.name, { ...source, kind: kinds.get(source.folder) });
  }
  return [...sources.values()];
}

/** What an environment would be made from now. The lock and the manifests are read first. */
export async function currentStamp(
  request: EnvironmentRequest,
  manifests: Manifests,
  folder: string,
  before: Stamp | undefined,
): Promise<Stamp> {
  const files: Record<string, string> = {};
  for (const file of [join(request.environment, 'uv.lock'), ...manifests.files]) {
    files[file] = hashFile(join(request.workspaceRoot, file));
  }
  const contents = contentsOf(folder, before);
  const sources = localSources(request, manifests, contents.local);
  return {
    version: 2,
    args: manifests.syncArguments,
    files,
    sources: await readBuiltSources(sources, before?.sources),
    ...contents,
  };
}

/**
 * The stamp of an environment that was just made: of the files as they were read before, whatever
 * lies there now, and of the contents that it has.
 *
 * @param since - when the making began
 */
export async function stampAfter(made: Stamp, folder: string, since: number): Promise<Stamp> {
  const contents = contentsOf(folder, undefined);
  return { ...made, ...contents, sources: await withMade(made.sources, contents.local, since) };
}
