import { getProjects, globAsync, type Tree } from '@nx/devkit';
import { SignalError } from '../errors.js';
import { normalizeName } from '../normalize-name.js';
import { nearestKey } from '../options/nearest-key.js';
import { isInside, relativeInside, withAncestors } from '../paths.js';
import { otherCheckouts, ownFiles } from '../settings/other-checkouts.js';
import {
  asTable,
  distributionName,
  type Pyproject,
  parsePyproject,
  valueAt,
} from '../toml/pyproject.js';

/** A Python project as generators see it: in the tree, with what this run has changed so far. */
export interface TreeProject {
  pyproject: Pyproject;
  /** Folder relative to the workspace root. */
  directory: string;
  /** The distribution's name as it is written. */
  name: string;
  /** The same, PEP 503-normalised. */
  distribution: string;
}

function readPyproject(tree: Tree, file: string): Pyproject | undefined {
  try {
    return parsePyproject(file, tree.read(file, 'utf8') ?? '');
  } catch {
    // A broken file is its own project's concern; the run of its tasks says what is wrong.
    return undefined;
  }
}

/** All pyproject.toml files that can be read, sorted by path. */
export async function readPyprojects(tree: Tree): Promise<Pyproject[]> {
  const all = (await globAsync(tree, ['**/pyproject.toml'])).filter((file) => tree.exists(file));
  const files = ownFiles(all, otherCheckouts(tree.root, all));
  return files.sort().flatMap((file) => readPyproject(tree, file) ?? []);
}

function asProject(pyproject: Pyproject): TreeProject | undefined {
  const name = distributionName(pyproject.data);
  if (name === undefined) return undefined;
  return { pyproject, directory: pyproject.directory, name, distribution: normalizeName(name) };
}

/** The projects among some pyproject.toml files. */
export function projectsOf(pyprojects: readonly Pyproject[]): TreeProject[] {
  return pyprojects.flatMap((pyproject) => asProject(pyproject) ?? []);
}

/**
 * The project a user names: by its distribution, its folder, or the name that a project.json or
 * package.json gives it in Nx.
 *
 * @throws SignalError PROJECT_UNKNOWN with the nearest known name
 */
export function findProject(
  tree: Tree,
  projects: readonly TreeProject[],
  wanted: string,
): TreeProject {
  const folder = wanted.replace(/^\.\//, '').replace(/\/+$/, '');
  const found =
    projects.find(({ distribution }) => distribution === normalizeName(wanted)) ??
    projects.find(({ directory }) => directory === folder) ??
    projects.find(({ directory }) => directory === getProjects(tree).get(wanted)?.root);
  if (found) return found;
  const names = projects.map(({ name }) => name);
  const nearest = nearestKey(wanted, names);
  throw new SignalError({
    code: 'PROJECT_UNKNOWN',
    message: `There is no Python project "${wanted}".`,
    hint: nearest
      ? `did you mean ${nearest}?`
      : `the projects are: ${names.join(', ') || 'none yet'}.`,
  });
}

/** The folder whose pyproject.toml is, or is to become, the uv workspace around a folder. */
export function uvRootAbove(pyprojects: readonly Pyproject[], directory: string): string {
  const roots = new Set(
    pyprojects
      .filter(({ data }) => valueAt(data, 'tool.uv.workspace') !== undefined)
      .map((pyproject) => pyproject.directory),
  );
  return withAncestors(directory).find((ancestor) => roots.has(ancestor)) ?? '.';
}

/** Top-level modules that a project ships: the packages and modules of its `src`, or of its folder. */
function topModules(project: TreeProject, files: readonly string[]): string[] {
  const named = valueAt(project.pyproject.data, 'tool.uv.build-backend.module-name');
  const own = files
    .filter((file) => isInside(file, project.directory))
    .map((file) => relativeInside(file, project.directory));
  const source = own.filter((file) => file.startsWith('src/')).map((file) => file.slice(4));
  const flat = own.filter((file) => /^[^/]+\/__init__\.py$/.test(file));
  const tops = (source.length > 0 ? source : flat).map((file) => file.split('/')[0] ?? '');
  const listed = Array.isArray(named) ? named : [named];
  const configured = listed.flatMap((name) => (typeof name === 'string' ? [name] : []));
  return [...tops.map((top) => top.replace(/\.pyi?$/, '')), ...configured];
}

/** Which project ships which top-level module. */
export async function moduleFolders(
  tree: Tree,
  projects: readonly TreeProject[],
): Promise<Map<string, string>> {
  const files = (await globAsync(tree, ['**/*.py'])).filter((file) => tree.exists(file));
  const folders = new Map<string, string>();
  for (const project of projects)
    for (const module of topModules(project, files)) folders.set(module, project.directory);
  return folders;
}

/** Normalised names of the third-party packages in a lock. */
export function lockedPackages(tree: Tree, uvRoot: string): Set<string> {
  const file = uvRoot === '.' ? 'uv.lock' : `${uvRoot}/uv.lock`;
  const names = new Set<string>();
  if (!tree.exists(file)) return names;
  const packages = readPyproject(tree, file)?.data['package'];
  for (const entry of Array.isArray(packages) ? packages : []) {
    const { name, source } = asTable(entry);
    if (typeof name === 'string' && 'registry' in asTable(source)) names.add(normalizeName(name));
  }
  return names;
}
