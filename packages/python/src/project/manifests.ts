import { directoryOf, joinPath, withAncestors } from '../paths.js';
import {
  asStrings,
  asTable,
  namesProject,
  type Pyproject,
  type Table,
  valueAt,
} from '../toml/pyproject.js';
import {
  folderOfRequirements,
  isRequirementsFile,
  readRequirementsFiles,
} from './requirements-files.js';
import { readSetupCfg, readSetupPy } from './setup-files.js';

/** What {@link findManifests} starts from. */
export interface ManifestSources {
  /** Every pyproject.toml that can be read. */
  pyprojects: readonly Pyproject[];
  /** Texts of setup.cfg, setup.py, Cargo.toml and requirements files. */
  texts: ReadonlyMap<string, string>;
  /** The workspace's files. */
  files: readonly string[];
  /** Folders of projects that cannot be read. */
  unreadable: readonly string[];
  /** What the root is called in Nx, should a file say so. */
  rootName?: string | undefined;
}

/** Where repositories keep projects that are only looked at: what they test with, and templates. */
const specimens = /(^|\/)(?:tests?|testing|testdata|fixtures|templates?)(\/|$)/;

const testFile = /(^|\/)(?:test_[^/]*|[^/]*_test)\.py$/;

/** A name for the project of a folder that says none. */
function folderName(directory: string): string {
  if (directory === '.') return 'workspace';
  return directory.slice(directory.lastIndexOf('/') + 1);
}

/** A manifest with tables in it that stand in another file, or nowhere. */
function completed(
  directory: string,
  pyproject: Pyproject | undefined,
  file: string,
  text: string,
  tables: { project: Table; tool?: Table },
): Pyproject {
  const { data = {} } = pyproject ?? {};
  const tool = { ...asTable(data['tool']) };
  for (const [name, value] of Object.entries(tables.tool ?? {}))
    tool[name] = { ...asTable(value), ...asTable(tool[name]) };
  return {
    directory,
    file: pyproject?.file ?? file,
    text: pyproject?.text ?? text,
    namedIn: file,
    data: { ...data, project: tables.project, tool },
  };
}

/** `[tool.flit.metadata]`, the form of Flit before `[project]`. */
function fromFlit({ data }: Pyproject): Table | undefined {
  const metadata = asTable(valueAt(data, 'tool.flit.metadata'));
  const name = metadata['dist-name'] ?? metadata['module'];
  if (typeof name !== 'string') return undefined;
  return {
    name,
    dependencies: asStrings(metadata['requires']),
    'optional-dependencies': asTable(metadata['requires-extra']),
  };
}

/** maturin takes the name of the crate where `[project]` is missing. */
function fromCargo({ data, directory }: Pyproject, { texts }: ManifestSources): Table | undefined {
  if (valueAt(data, 'build-system.build-backend') !== 'maturin') return undefined;
  const text = texts.get(joinPath(directory, 'Cargo.toml')) ?? '';
  const [, table = ''] = /^\[package\]([\s\S]*?)(?=^\[|$(?![\s\S]))/m.exec(text) ?? [];
  const name = /^\s*name\s*=\s*"([^"]+)"/m.exec(table)?.[1];
  return name === undefined ? undefined : { name };
}

/** Poetry needs no name where nothing is built; at the root such a file often serves tools alone. */
function fromPoetry(pyproject: Pyproject): Pyproject | undefined {
  const { data, directory } = pyproject;
  const poetry = valueAt(data, 'tool.poetry');
  if (poetry === undefined || directory === '.') return undefined;
  const table = { name: folderName(directory), ...asTable(poetry) };
  return { ...pyproject, data: { ...data, tool: { ...asTable(data['tool']), poetry: table } } };
}

/** A project of setuptools alone. What `setup()` is given comes before setup.cfg, as there. */
function fromSetup(
  directory: string,
  pyproject: Pyproject | undefined,
  { texts }: ManifestSources,
): Pyproject | undefined {
  const cfgFile = joinPath(directory, 'setup.cfg');
  const pyFile = joinPath(directory, 'setup.py');
  const cfg = readSetupCfg(texts.get(cfgFile) ?? '');
  const py = readSetupPy(texts.get(pyFile) ?? '');
  if (py === undefined && cfg.project['name'] === undefined) return undefined;
  const project = { name: folderName(directory), ...cfg.project, ...py?.project };
  const setuptools = { ...cfg.setuptools, ...py?.setuptools };
  const file = py?.project['name'] === undefined && texts.has(cfgFile) ? cfgFile : pyFile;
  const built = completed(directory, pyproject, file, texts.get(file) ?? '', {
    project,
    tool: { setuptools },
  });
  const backend = { 'build-backend': 'setuptools.build_meta:__legacy__' };
  return { ...built, data: { 'build-system': backend, ...built.data } };
}

/** What names the project of a folder, whichever file it is in. */
function named(
  directory: string,
  pyproject: Pyproject | undefined,
  sources: ManifestSources,
): Pyproject | undefined {
  if (pyproject && namesProject(pyproject.data)) return pyproject;
  if (specimens.test(directory)) return undefined;
  const project = pyproject && (fromFlit(pyproject) ?? fromCargo(pyproject, sources));
  if (project) return completed(directory, pyproject, pyproject.file, '', { project });
  return (pyproject && fromPoetry(pyproject)) ?? fromSetup(directory, pyproject, sources);
}

/** Folders that tests stand in, by the nearest of some folders. */
function foldersWithTests(files: readonly string[], folders: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  for (const file of files) {
    if (!testFile.test(file)) continue;
    const nearest = withAncestors(directoryOf(file)).find((folder) => folders.has(folder));
    if (nearest !== undefined) found.add(nearest);
  }
  return found;
}

/** A project of tests for which no file has a name: what tools are told, or what is to be installed, is beside them. */
function unnamed(
  directory: string,
  pyproject: Pyproject | undefined,
  { texts, rootName }: ManifestSources,
): Pyproject {
  // Names of packages may have a scope, which distributions have not.
  const named = directory === '.' ? rootName?.replace(/^@[^/]*\//, '') : undefined;
  const own = [...texts].filter(
    ([file]) => isRequirementsFile(file) && folderOfRequirements(file) === directory,
  );
  const { requirements, folders } = readRequirementsFiles(own);
  const sources = Object.fromEntries(folders.map((path, index) => [`folder-${index}`, path]));
  const [file = joinPath(directory, 'requirements.txt'), text = ''] = own[0] ?? [];
  return completed(directory, pyproject, file, text, {
    project: { name: named ?? folderName(directory), dependencies: requirements },
    tool: { uv: { sources: asSources(directory, sources) } },
  });
}

/** Folders as path sources: these are relative to the project. */
function asSources(directory: string, folders: Record<string, string>): Table {
  const up = directory === '.' ? '' : '../'.repeat(directory.split('/').length);
  return Object.fromEntries(
    Object.entries(folders).map(([name, path]) => [name, { path: `${up}${path}`, editable: true }]),
  );
}

/**
 * The manifests of all projects, sorted by folder: those of pyproject.toml, those that setup.cfg, setup.py, Flit's
 * older table or a crate name, and tests that stand beside requirements or settings and in no other project.
 */
export function findManifests(sources: ManifestSources): Pyproject[] {
  const { pyprojects, texts, files, unreadable } = sources;
  const byFolder = new Map(pyprojects.map((pyproject) => [pyproject.directory, pyproject]));
  const setups = [...texts.keys()].filter((file) => /(^|\/)setup\.(?:cfg|py)$/.test(file));
  const closed = new Set(unreadable);
  const folders = new Set([...byFolder.keys(), ...setups.map(directoryOf)]);
  const found = new Map<string, Pyproject>();
  for (const folder of folders) {
    const manifest = closed.has(folder) ? undefined : named(folder, byFolder.get(folder), sources);
    if (manifest) found.set(folder, manifest);
  }
  const listed = [...texts.keys()].filter(isRequirementsFile).map(folderOfRequirements);
  const isProject = (folder: string) => found.has(folder) || closed.has(folder);
  const open = [...byFolder.keys(), ...listed].filter(
    (folder) => !withAncestors(folder).some(isProject) && !specimens.test(folder),
  );
  const known = new Set([...found.keys(), ...closed, ...open]);
  for (const folder of foldersWithTests(files, known)) {
    if (!isProject(folder)) found.set(folder, unnamed(folder, byFolder.get(folder), sources));
  }
  return [...found.values()].sort((left, right) => (left.file < right.file ? -1 : 1));
}
