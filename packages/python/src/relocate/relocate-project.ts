import { join } from 'node:path';
import { type GeneratorCallback, logger, type Tree } from '@nx/devkit';
import { SignalError } from '../errors.js';
import { directoryOf, isInside } from '../paths.js';
import { checkName, moduleName } from '../scaffold/names.js';
import { checkFolder, takenNames } from '../scaffold/place.js';
import { newFiles, UvRoot } from '../scaffold/uv-root.js';
import { formatFiles, lock } from '../uv/run-uv.js';
import {
  findProject,
  lockedPackages,
  moduleFolders,
  projectsOf,
  readPyprojects,
  type TreeProject,
  uvRootAbove,
} from '../uv/tree-projects.js';
import { clearLeftBehind } from './left-behind.js';
import type { Relocation } from './manifest-references.js';
import { type Leftovers, relocate } from './relocate.js';

/** What to change; what is undefined stays. */
export interface Wanted {
  project: string;
  name?: string | undefined;
  directory?: string | undefined;
}

function refuseRoot({ directory, name }: TreeProject): void {
  if (directory !== '.') return;
  throw new SignalError({
    code: 'FOLDER_REFUSED',
    message: `${name} is the root of the repository.`,
    hint: 'change project.name in pyproject.toml yourself.',
  });
}

/** The folder after a new name: `libs/orders` follows it, `libs/order-service` does not. */
function followName({ directory, name }: TreeProject, newName: string): string {
  const parent = directoryOf(directory);
  const last = directory.slice(directory.lastIndexOf('/') + 1);
  if (last !== name && last !== moduleName(name)) return directory;
  const next = last === name ? newName : moduleName(newName);
  return parent === '.' ? next : `${parent}/${next}`;
}

async function planRelocation(
  tree: Tree,
  wanted: Wanted,
  project: TreeProject,
  projects: readonly TreeProject[],
): Promise<Relocation> {
  const { name, directory } = project;
  const newName = wanted.name ?? name;
  const folder = wanted.directory ?? followName(project, newName);
  const others = projects.filter((other) => other !== project);
  const newFolder = folder === directory ? folder : checkFolder(tree, folder, others);
  // A package that is not called after its project keeps its name.
  const owners = await moduleFolders(tree, [project]);
  const module = moduleName(name);
  const newModule = owners.has(module) ? moduleName(newName) : module;
  return {
    from: { name, module, directory },
    to: { name: newName, module: newModule, directory: newFolder },
  };
}

function report({ doubtful, mentions }: Leftovers): void {
  if (doubtful.length > 0)
    logger.warn(
      `Left alone, since the name may mean something else there:\n  ${doubtful.join('\n  ')}`,
    );
  if (mentions.length > 0)
    logger.warn(`These still mention the old folder:\n  ${mentions.join('\n  ')}`);
}

/** Imports that were in order need not be under another name. */
function changedPython(tree: Tree): string[] {
  return tree
    .listChanges()
    .filter(({ type, path }) => type !== 'DELETE' && /\.pyi?$/.test(path))
    .map(({ path }) => path);
}

/**
 * Renames a project, moves it, or both, and keeps every reference to it right.
 *
 * @throws SignalError PROJECT_UNKNOWN, NAME_REFUSED or FOLDER_REFUSED before anything is written
 */
export async function relocateProject(
  tree: Tree,
  wanted: Wanted,
): Promise<GeneratorCallback | undefined> {
  const pyprojects = await readPyprojects(tree);
  const projects = projectsOf(pyprojects);
  const project = findProject(tree, projects, wanted.project);
  refuseRoot(project);
  const uvRoot = uvRootAbove(pyprojects, project.directory);
  if (wanted.name !== undefined && wanted.name !== project.name) {
    const packages = lockedPackages(tree, uvRoot);
    checkName(wanted.name, await takenNames(tree, projects, packages, project.directory));
  }
  const relocation = await planRelocation(tree, wanted, project, projects);
  const { from, to } = relocation;
  if (from.name === to.name && from.directory === to.directory) {
    logger.info(`${from.name} is in ${from.directory} already: nothing to change.`);
    return undefined;
  }
  report(await relocate(tree, relocation));
  const root = new UvRoot(tree, uvRoot);
  if (tree.exists(root.file) && isInside(to.directory, uvRoot)) {
    root.addMember(to.directory);
    root.addSource(to.directory);
    root.forgetBetween(from.directory);
    root.excludeBetween(newFiles(tree));
  }
  const changed = changedPython(tree);
  return async () => {
    if (from.directory !== to.directory && clearLeftBehind(join(tree.root, from.directory)))
      logger.warn(`${from.directory} still holds files that git ignores: move or remove them.`);
    else clearLeftBehind(join(tree.root, to.directory, 'src', from.module));
    await lock(tree.root, uvRoot);
    await formatFiles(tree.root, uvRoot, changed);
  };
}
