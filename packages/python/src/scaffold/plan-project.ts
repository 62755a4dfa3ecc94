import type { Tree } from '@nx/devkit';
import type { ProjectOptions } from '../options/generator-fields.js';
import { joinPath } from '../paths.js';
import { parseRequirement } from '../project/requirements.js';
import { type Pyproject, valueAt } from '../toml/pyproject.js';
import {
  findProject,
  lockedPackages,
  projectsOf,
  readPyprojects,
  uvRootAbove,
} from '../uv/tree-projects.js';
import { checkName } from './names.js';
import { checkFolder, type Place, placeOf, takenNames } from './place.js';
import type { ProjectKind } from './project-kind.js';
import { defaultRequiresPython } from './requirements.js';

/** What was checked before anything is written. */
export interface Plan {
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

/**
 * Checks all that can be refused.
 *
 * @throws SignalError NAME_REFUSED, FOLDER_REFUSED or PROJECT_UNKNOWN
 */
export async function planProject(
  tree: Tree,
  options: ProjectOptions,
  kind: ProjectKind,
): Promise<Plan> {
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
