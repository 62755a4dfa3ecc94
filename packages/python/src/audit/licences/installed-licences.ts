import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder } from '../../data-folder.js';
import { readInstalled } from '../../environment/distributions.js';
import { environmentPath } from '../../environment/locate.js';
import { allSitePackages } from '../../environment/site-packages.js';
import { licenceIn, type SaidLicence } from './metadata.js';

/** The environment of a project, and those beside it that are made from the same locks. */
function environments(root: string, environment: string): string[] {
  const folder = join(dataFolder(root), 'environments');
  const others = existsSync(folder) ? readdirSync(folder).sort() : [];
  return [environmentPath(root, environment), ...others.map((name) => join(folder, name))];
}

function textOf(folder: string): string | undefined {
  for (const name of ['METADATA', 'PKG-INFO']) {
    try {
      return readFileSync(join(folder, name), 'utf8');
    } catch {
      // The other form has the other file.
    }
  }
  return undefined;
}

/**
 * What installed distributions say about their licences, by name and version. A release does not change what it
 * says, so that it does not matter in which environment it is found.
 */
export class InstalledLicences {
  readonly #root: string;
  /** Folders of metadata, by the environment that was asked for. */
  readonly #folders = new Map<string, Map<string, string>>();
  readonly #said = new Map<string, SaidLicence | undefined>();

  constructor(root: string) {
    this.#root = root;
  }

  #foldersOf(environment: string): Map<string, string> {
    const known = this.#folders.get(environment) ?? new Map<string, string>();
    if (!this.#folders.has(environment)) {
      this.#folders.set(environment, known);
      for (const packages of environments(this.#root, environment).flatMap(allSitePackages))
        for (const { name, version, info, origin } of readInstalled(packages))
          if (origin === undefined) known.set(`${name}@${version}`, join(packages, info));
    }
    return known;
  }

  /** Undefined where no environment holds this release from an index. */
  of(environment: string, name: string, version: string): SaidLicence | undefined {
    const folder = this.#foldersOf(environment).get(`${name}@${version}`);
    if (folder === undefined) return undefined;
    if (!this.#said.has(folder)) {
      const text = textOf(folder);
      this.#said.set(folder, text === undefined ? undefined : licenceIn(text));
    }
    return this.#said.get(folder);
  }
}
