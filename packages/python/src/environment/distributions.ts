import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { normalizeName } from '../normalize-name.js';
import { asTable } from '../toml/pyproject.js';

/** Where a distribution was installed from when it was not an index: PEP 610's direct_url.json. */
export type Origin =
  | { kind: 'folder'; path: string; editable: boolean }
  | { kind: 'vcs'; url: string; commit: string }
  | { kind: 'archive'; url: string };

/** A distribution that an environment holds. */
export interface Installed {
  /** PEP 503-normalised. */
  name: string;
  version: string;
  /** Name of the folder beside the modules that describes it. */
  info: string;
  origin: Origin | undefined;
}

/** A distribution that was installed from a folder of this machine. */
export interface LocalInstall {
  name: string;
  /** Absolute path of its sources. */
  folder: string;
  /** Whether its modules are the sources themselves, and no copy of them. */
  editable: boolean;
  info: string;
}

const infoFolder = /^(.+?)-([^-]+)(?:-py[\d.]+)?\.(?:dist|egg)-info$/;

/** Reads the text of a direct_url.json. */
export function parseOrigin(text: string): Origin | undefined {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { url, dir_info: folder, vcs_info: vcs } = asTable(data);
  if (typeof url !== 'string') return undefined;
  if (vcs !== undefined) {
    return { kind: 'vcs', url, commit: String(asTable(vcs)['commit_id'] ?? '') };
  }
  if (folder === undefined) return { kind: 'archive', url };
  if (!url.startsWith('file://')) return undefined;
  const editable = asTable(folder)['editable'] === true;
  return { kind: 'folder', path: fileURLToPath(url), editable };
}

function readOrigin(folder: string): Origin | undefined {
  try {
    return parseOrigin(readFileSync(join(folder, 'direct_url.json'), 'utf8'));
  } catch {
    // Most have none: they come from an index.
    return undefined;
  }
}

/** All distributions in a folder of installed packages, by what they say of themselves. */
export function readInstalled(packages: string): Installed[] {
  return readdirSync(packages).flatMap((info) => {
    const [, name, version] = infoFolder.exec(info) ?? [];
    if (name === undefined || version === undefined) return [];
    return [{ name: normalizeName(name), version, info, origin: readOrigin(join(packages, info)) }];
  });
}

/** Those of them that come from folders of this machine. */
export function localInstalls(installed: readonly Installed[]): LocalInstall[] {
  return installed.flatMap(({ name, info, origin }) =>
    origin?.kind === 'folder'
      ? [{ name, info, folder: origin.path, editable: origin.editable }]
      : [],
  );
}
