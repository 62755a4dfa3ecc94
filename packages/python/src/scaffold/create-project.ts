import { fileURLToPath } from 'node:url';
import { type GeneratorCallback, generateFiles, type Tree } from '@nx/devkit';
import type { ProjectOptions } from '../options/generator-fields.js';
import type { TypeChecker } from '../options/names.js';
import { formatFiles, lock } from '../uv/run-uv.js';
import { type Manifest, manifestText } from './manifest.js';
import { type Plan, planProject } from './plan-project.js';
import type { ProjectKind } from './project-kind.js';
import { newRootManifest } from './root-manifest.js';
import { ignore, newFiles, UvRoot } from './uv-root.js';

/** A project that was written into the tree. */
export interface CreatedProject {
  directory: string;
  /** Locks and formats, once the files are on the disk. */
  callback: GeneratorCallback;
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
      ...(kind.serve ? { serve: kind.serve(place) } : {}),
    },
    tables: kind.tables(place),
  };
}

/** Path of a folder of templates, as seen from the generators' folder. */
export function templateFolder(name: string): string {
  return fileURLToPath(new URL(`../../src/generators/${name}`, import.meta.url));
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
  const planned = await planProject(tree, options, kind);
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
  root.excludeBetween(newFiles(tree));
  const callback = async () => {
    if (!options.skipLock) await lock(tree.root, uvRoot);
    await formatFiles(tree.root, uvRoot, [directory]);
  };
  return { directory, callback };
}
