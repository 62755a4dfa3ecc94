import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonReader, workspacePackages } from '../nx-internal.js';
import { directoryOf } from '../paths.js';
import { asTable, type Table } from '../toml/pyproject.js';

/** What a file of Nx's own sets for a project. */
export interface ProjectSettings {
  /** Relative to the workspace root. */
  file: string;
  /** Dotted key of the settings in the file; empty for all of it. */
  key: string;
  settings: Table;
}

/** A folder that a project.json or the package manager makes a project, whatever else is in it. */
export interface NxProject {
  root: string;
  /** Nx's name for it, should nothing else give it one. */
  name: string;
  /** Whether one of its files says the name. */
  isNamed: boolean;
  /** In the order in which Nx merges them. */
  settings: ProjectSettings[];
  /** Names of the scripts in its package.json that Nx makes targets. */
  scripts?: string[];
  /** It has a package.json, out of which Nx makes edges. */
  isPackage?: true;
}

const isManifest = /(^|\/)(project|package)\.json$/;

/** Both files of one folder. */
interface Manifests {
  package?: Table;
  project?: Table;
}

/** The content of each file; of one that Nx cannot read, and so reports, nothing. */
async function readTables(
  workspaceRoot: string,
  files: readonly string[],
): Promise<(file: string) => Table> {
  const tables = new Map<string, Table>();
  for (const file of files) {
    try {
      const text = readFileSync(join(workspaceRoot, file), 'utf8');
      tables.set(file, asTable(await parseJson(text)));
    } catch {
      tables.set(file, {});
    }
  }
  return (file) => tables.get(file) ?? {};
}

async function parseJson(text: string): Promise<unknown> {
  try {
    return JSON.parse(text);
  } catch {
    // With comments, which Nx allows.
    return (await jsonReader())(text);
  }
}

async function readFolders(
  workspaceRoot: string,
  files: readonly string[],
): Promise<Map<string, Manifests>> {
  const read = await readTables(workspaceRoot, files);
  const packages = files.filter((name) => name.endsWith('package.json'));
  const isInside = packages.every((file) => directoryOf(file) === '.')
    ? () => false
    : await workspacePackages(workspaceRoot);
  // The root is a project in any case: it holds the marker.
  const isPackage = (file: string) => directoryOf(file) === '.' || isInside(file);
  const folders = new Map<string, Manifests>();
  for (const file of files.filter((name) => name.endsWith('project.json')))
    folders.set(directoryOf(file), { project: read(file) });
  for (const file of packages) {
    const beside = folders.get(directoryOf(file));
    // Any other package.json makes no project.
    if (beside || isPackage(file))
      folders.set(directoryOf(file), { ...beside, package: read(file) });
  }
  return folders;
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

/** Nx lays each script over a target of that name. */
function scriptsOf(manifest: Table | undefined): string[] {
  const included = asTable(manifest?.['nx'])['includedScripts'];
  const names = Object.keys(asTable(manifest?.['scripts']));
  return Array.isArray(included) ? names.filter((name) => included.includes(name)) : names;
}

function describe(root: string, { package: manifest, project }: Manifests): NxProject {
  const prefix = root === '.' ? '' : `${root}/`;
  const nx = asTable(manifest?.['nx']);
  const name = text(project?.['name']) ?? text(nx['name']) ?? text(manifest?.['name']);
  const scripts = scriptsOf(manifest);
  return {
    root,
    ...(scripts.length > 0 ? { scripts } : {}),
    ...(manifest ? { isPackage: true } : {}),
    name: name ?? root.slice(root.lastIndexOf('/') + 1).toLowerCase(),
    isNamed: name !== undefined,
    settings: [
      ...(manifest?.['nx'] ? [{ file: `${prefix}package.json`, key: 'nx', settings: nx }] : []),
      ...(project ? [{ file: `${prefix}project.json`, key: '', settings: project }] : []),
    ],
  };
}

/**
 * The projects of Nx's own plugins.
 *
 * @param files - files of the workspace
 */
export async function readManifests(
  workspaceRoot: string,
  files: readonly string[],
): Promise<NxProject[]> {
  const manifests = files.filter((file) => isManifest.test(file));
  if (manifests.length === 0) return [];
  const folders = await readFolders(workspaceRoot, manifests);
  return [...folders].map(([root, found]) => describe(root, found)).sort(byRoot);
}

const byRoot = (left: NxProject, right: NxProject) => (left.root < right.root ? -1 : 1);
