import { parse } from 'smol-toml';
import { quoteGlob } from '../globs.js';
import { directoryOf, isInside, joinPath, withAncestors } from '../paths.js';
import { asTable, type Pyproject, type Table, valueAt } from '../toml/pyproject.js';

/** Files of cargo's and rustup's, in any folder above a crate, that decide how it is compiled. */
const settings = ['.cargo/config.toml', '.cargo/config', 'rust-toolchain.toml', 'rust-toolchain'];

/** What crates are compiled from. */
export interface CrateSources {
  /** Folders of crates. */
  folders: string[];
  /** Manifests and locks of workspaces, and settings; whether they exist or not. */
  files: string[];
}

type ReadText = (file: string) => string | undefined;

function readManifest(file: string, text: ReadText): Table {
  try {
    return parse(text(file) ?? '');
  } catch {
    // Cargo says what is wrong with it.
    return {};
  }
}

/** The requirements of a crate that are compiled into it. */
function requirements(manifest: Table): [name: string, value: Table][] {
  const platforms = Object.values(asTable(manifest['target'])).map(asTable);
  return [manifest, ...platforms].flatMap((table) =>
    ['dependencies', 'build-dependencies'].flatMap((key) =>
      Object.entries(asTable(table[key])).map(([name, value]): [string, Table] => [
        name,
        asTable(value),
      ]),
    ),
  );
}

/** The folder of the workspace that a crate is in; undefined where it is alone. */
function workspaceOf(folder: string, text: ReadText): string | undefined {
  return withAncestors(folder).find(
    (above) => readManifest(joinPath(above, 'Cargo.toml'), text)['workspace'] !== undefined,
  );
}

/** Folders of the crates that one asks for by their paths, or by those that its workspace has for them. */
function requiredFolders(folder: string, workspace: string | undefined, text: ReadText): string[] {
  const shared = asTable(
    workspace === undefined
      ? {}
      : valueAt(readManifest(joinPath(workspace, 'Cargo.toml'), text), 'workspace.dependencies'),
  );
  return requirements(readManifest(joinPath(folder, 'Cargo.toml'), text)).flatMap(([name, own]) => {
    const isShared = own['workspace'] === true && workspace !== undefined;
    const { path } = isShared ? asTable(shared[name]) : own;
    const base = isShared ? workspace : folder;
    return typeof path === 'string' ? [joinPath(base, path)] : [];
  });
}

/**
 * Some crates and all that they ask for by their paths, with the files around them that count.
 *
 * @param crates - their folders
 * @param text - the text of a file
 */
export function crateSources(crates: readonly string[], text: ReadText): CrateSources {
  const folders = new Set(crates);
  const files = new Set<string>();
  for (const folder of folders) {
    const workspace = workspaceOf(folder, text);
    for (const required of requiredFolders(folder, workspace, text)) folders.add(required);
    if (workspace !== undefined)
      for (const name of ['Cargo.toml', 'Cargo.lock']) files.add(joinPath(workspace, name));
    for (const above of withAncestors(folder))
      for (const name of settings) files.add(joinPath(above, name));
  }
  return { folders: [...folders].sort(), files: [...files].sort() };
}

/** Folders of the crates that a project is built from: those in its folder, and the one that maturin is told of. */
export function cratesOf(directory: string, data: Table, manifests: readonly string[]): string[] {
  const other = valueAt(data, 'tool.maturin.manifest-path');
  const named = typeof other === 'string' ? [joinPath(directory, other)] : [];
  return [...new Set([...manifests, ...named].map(directoryOf))].sort();
}

/**
 * What is compiled and not in the folder of a project. Of a crate around the project only what cargo takes by its
 * name, since all other projects may be in there, too.
 */
function globsOutside(directory: string, { folders, files }: CrateSources): string[] {
  const isOutside = (path: string) => !isInside(path, directory) && !path.startsWith('..');
  const ofFolder = (folder: string) =>
    isInside(directory, folder)
      ? ['Cargo.toml', 'build.rs', 'src/**/*'].map((name) => joinPath(quoteGlob(folder), name))
      : [`${quoteGlob(folder)}/**/*`];
  const globs = [
    ...folders.filter(isOutside).flatMap(ofFolder),
    ...files.filter(isOutside).map(quoteGlob),
  ];
  return [...new Set(globs)].sort();
}

/**
 * For a project the globs, from the root, of what its crates are compiled from beside its folder.
 *
 * @param texts - of manifests, by path
 * @param directories - of all projects
 */
export function cratesByProject(
  texts: ReadonlyMap<string, string>,
  directories: ReadonlySet<string>,
): (project: Pyproject) => string[] {
  const manifests = [...texts.keys()].filter((file) => /(?:^|\/)Cargo\.toml$/.test(file));
  const owners = groupOwned(manifests, directories);
  return ({ directory, data }) => {
    const crates = cratesOf(directory, data, owners.get(directory) ?? []);
    if (crates.length === 0) return [];
    return globsOutside(
      directory,
      crateSources(crates, (file) => texts.get(file)),
    );
  };
}

/** Files by the folder of the project that they are in. */
function groupOwned(
  files: readonly string[],
  directories: ReadonlySet<string>,
): Map<string, string[]> {
  const owners = new Map<string, string[]>();
  for (const file of files) {
    const owner = withAncestors(directoryOf(file)).find((folder) => directories.has(folder));
    if (owner !== undefined) owners.set(owner, [...(owners.get(owner) ?? []), file]);
  }
  return owners;
}
