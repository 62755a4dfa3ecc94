import { fileURLToPath } from 'node:url';
import { type GeneratorCallback, generateFiles, type Tree } from '@nx/devkit';
import type { TypeChecker } from '../../options/names.js';
import { joinPath } from '../../project/paths.js';
import { type Pyproject, valueAt } from '../../project/pyproject.js';
import { parseRequirement } from '../../project/requirements.js';
import { type Manifest, manifestText } from './manifest.js';
import { checkName } from './names.js';
import { checkFolder, type Place, placeOf, takenNames } from './place.js';
import { defaultRequiresPython } from './requirements.js';
import { newRootManifest } from './root-manifest.js';
import type { ProjectOptions } from './schema-fields.js';
import {
  findProject,
  lockedPackages,
  projectsOf,
  readPyprojects,
  uvRootAbove,
} from './tree-projects.js';
import { formatFiles, lock } from './uv.js';
import { ignore, UvRoot } from './uv-root.js';

/** What makes one kind of project. */
export interface ProjectKind {
  /** Folders of templates, inside `src/generators`; later ones win. */
  templates: readonly string[];
  /** Where such projects go when nothing else is said. */
  parent: 'libs' | 'services';
  /** Third-party requirements. */
  requirements: readonly string[];
  /** Requirements of the project's own development group. */
  development?: readonly string[];
  description: string;
  /** Console scripts, by name. */
  scripts?: (place: Place) => Readonly<Record<string, string>>;
  /** Tables of pyproject.toml: the build backend's and its settings. */
  tables: (place: Place) => readonly string[];
  /** More for the templates. */
  substitutions?: Readonly<Record<string, unknown>>;
  /** What its build or its runs leave in the tree. */
  ignored?: readonly string[];
}

/** A project that was written into the tree. */
export interface CreatedProject {
  directory: string;
  /** Locks and formats, once the files are on the disk. */
  callback: GeneratorCallback;
}

/** What was checked before anything is written. */
interface Plan {
  place: Place;
  uvRoot: string;
  siblings: string[];
  requiresPython: string;
}

function namesOf(requirements: readonly string[]): string[] {
  return requirements.flatMap((text) => parseRequirement(text)?.name ?? []);
}

/** The Python that the workspace asks for: its root's word, else a project's, else .python-version. */
function requiresPython(tree: Tree, pyprojects: readonly Pyproject[], uvRoot: string): string {
  const read = ({ data }: Pyproject) => valueAt(data, 'project.requires-python');
  const root = pyprojects.filter(({ directory }) => directory === uvRoot);
  const found = [...root, ...pyprojects].map(read).find((value) => typeof value === 'string');
  if (typeof found === 'string') return found;
  const pinned = tree.read(joinPath(uvRoot, '.python-version'), 'utf8') ?? '';
  const minor = /^(?:cpython-)?(3\.\d+)/m.exec(pinned)?.[1];
  return minor === undefined ? defaultRequiresPython : `>=${minor}`;
}

async function plan(tree: Tree, options: ProjectOptions, kind: ProjectKind): Promise<Plan> {
  const place = placeOf(options.name, options.directory, kind.parent);
  const pyprojects = await readPyprojects(tree);
  const projects = projectsOf(pyprojects);
  const uvRoot = uvRootAbove(pyprojects, place.directory);
  const used = namesOf([...kind.requirements, ...(kind.development ?? []), 'pytest', 'ruff']);
  const packages = [...lockedPackages(tree, uvRoot), ...used];
  checkName(place.name, await takenNames(tree, projects, packages));
  return {
    place: { ...place, directory: checkFolder(tree, place.directory, projects) },
    uvRoot,
    siblings: (options.dependsOn ?? []).map((wanted) => findProject(tree, projects, wanted).name),
    requiresPython: requiresPython(tree, pyprojects, uvRoot),
  };
}

/** The project's type checker. */
interface Checker {
  name: TypeChecker;
  /** The workspace uses another one, so the project has to say which is its own. */
  differs: boolean;
}

/** Brings the workspace's root up to the new project. */
function joinWorkspace(
  tree: Tree,
  root: UvRoot,
  directory: string,
  wanted: TypeChecker | undefined,
): Checker {
  if (!tree.exists(root.file)) tree.write(root.file, newRootManifest(wanted));
  const usual = root.checker();
  const name = wanted ?? usual ?? 'mypy';
  root.addMember(directory);
  root.addTools(name);
  root.addSource(directory);
  return { name, differs: usual !== undefined && name !== usual };
}

function manifestOf(
  options: ProjectOptions,
  kind: ProjectKind,
  { place, siblings, requiresPython: python }: Plan,
  checker: Checker,
): Manifest {
  const tags = (options.tags ?? '').split(',').map((tag) => tag.trim());
  const named = tags.filter(Boolean);
  return {
    name: place.name,
    description: options.description ?? kind.description,
    requiresPython: python,
    requirements: kind.requirements,
    siblings,
    publishable: options.publishable,
    scripts: kind.scripts?.(place) ?? {},
    development: kind.development ?? [],
    signal: {
      ...(named.length > 0 ? { tags: named } : {}),
      ...(checker.differs ? { typeChecker: checker.name } : {}),
    },
    tables: kind.tables(place),
  };
}

function templateFolder(name: string): string {
  return fileURLToPath(new URL(`../../../src/generators/${name}`, import.meta.url));
}

/**
 * Writes a project of some kind and makes it a member of the uv workspace. Locking and formatting
 * wait until the files are on the disk, so that a dry run starts no program.
 *
 * @throws SignalError NAME_REFUSED, FOLDER_REFUSED or PROJECT_UNKNOWN before anything is written
 */
export async function createProject(
  tree: Tree,
  options: ProjectOptions,
  kind: ProjectKind,
): Promise<CreatedProject> {
  const planned = await plan(tree, options, kind);
  const { place, uvRoot } = planned;
  const { directory } = place;
  const root = new UvRoot(tree, uvRoot);
  const checker = joinWorkspace(tree, root, directory, options.typeChecker);
  ignore(tree, kind.ignored ?? [], `# Left by ${place.name}`);
  const manifest = manifestOf(options, kind, planned, checker);
  const substitutions = {
    ...kind.substitutions,
    ...place,
    description: manifest.description,
    typeChecker: checker.name,
    disablesPlugins: root.disablesPlugins(),
  };
  for (const templates of kind.templates)
    generateFiles(tree, templateFolder(templates), directory, substitutions);
  tree.write(`${directory}/pyproject.toml`, manifestText(manifest));
  if (!options.publishable) tree.delete(`${directory}/README.md`);
  const callback = async () => {
    if (!options.skipLock) await lock(tree.root, uvRoot);
    await formatFiles(tree.root, uvRoot, [directory]);
  };
  return { directory, callback };
}
