import { getProjects, type Tree } from '@nx/devkit';
import { SignalError } from '../errors.js';
import { normalizeName } from '../normalize-name.js';
import { joinPath, withAncestors } from '../paths.js';
import { moduleFolders, type TreeProject } from '../uv/tree-projects.js';
import { moduleName, type TakenNames } from './names.js';

/** Where a project goes, and what it is called there. */
export interface Place {
  /** Its distribution. */
  name: string;
  /** Its top-level module. */
  module: string;
  /** Its folder, relative to the workspace root. */
  directory: string;
}

/**
 * Where a project goes: `libs/orders` says both name and folder, as users of Nx are used to.
 *
 * @param parent - the folder for projects of its kind
 */
export function placeOf(name: string, directory: string | undefined, parent: string): Place {
  const given = name.replace(/^\.\//, '').replace(/\/+$/, '');
  const short = given.split('/').at(-1) ?? given;
  const folder = directory ?? (given === short ? `${parent}/${short}` : given);
  return { name: short, module: moduleName(short), directory: folder };
}

function folderRefused(directory: string, reason: string): SignalError {
  return new SignalError({
    code: 'FOLDER_REFUSED',
    message: `${directory} cannot become a project: ${reason}.`,
    hint: 'choose another folder.',
  });
}

/**
 * The folder in its plain form.
 *
 * @throws SignalError FOLDER_REFUSED when it is outside of the workspace, in use, or in a project
 */
export function checkFolder(tree: Tree, given: string, projects: readonly TreeProject[]): string {
  if (/^([/\\]|[A-Za-z]:)/.test(given) || given.includes('\\'))
    throw folderRefused(given, 'a folder is relative to the workspace, with forward slashes');
  const directory = joinPath('.', given);
  if (directory === '.' || directory.startsWith('..'))
    throw folderRefused(given, 'it is not inside the workspace');
  if (tree.exists(directory) && (tree.isFile(directory) || tree.children(directory).length > 0))
    throw folderRefused(directory, 'it is not empty');
  const above = withAncestors(directory).filter((ancestor) => ancestor !== '.');
  const around = projects.find((project) => above.includes(project.directory));
  if (around) throw folderRefused(directory, `it would be inside the project ${around.name}`);
  return directory;
}

/**
 * What a new name may clash with: projects of any language, modules, and packages.
 *
 * @param packages - normalised names of third-party packages in use
 * @param except - folder of a project that is about to get another name
 */
export async function takenNames(
  tree: Tree,
  projects: readonly TreeProject[],
  packages: Iterable<string>,
  except?: string,
): Promise<TakenNames> {
  const others = projects.filter(({ directory }) => directory !== except);
  const distributions = new Map<string, string>();
  for (const [name, { root }] of getProjects(tree))
    if (root !== except) distributions.set(normalizeName(name), root);
  for (const { distribution, directory } of others) distributions.set(distribution, directory);
  return {
    distributions,
    modules: await moduleFolders(tree, others),
    packages: new Set(packages),
  };
}
