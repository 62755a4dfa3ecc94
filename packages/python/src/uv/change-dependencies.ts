import { join } from 'node:path';
import { type GeneratorCallback, logger, type Tree } from '@nx/devkit';
import { SignalError } from '../errors.js';
import type { DependencyOptions } from '../options/dependency-fields.js';
import { joinPath } from '../paths.js';
import { runUv, tellChanges } from './run-uv.js';
import {
  findProject,
  projectsOf,
  readPyprojects,
  type TreeProject,
  uvRootAbove,
} from './tree-projects.js';

/** A project's folder says its name: `libs/models` is the requirement `models`. */
function asRequirement(text: string, projects: readonly TreeProject[]): string {
  const folder = text.replace(/^\.\//, '').replace(/\/+$/, '');
  return projects.find(({ directory }) => directory === folder)?.name ?? text;
}

function place({ group, extra }: DependencyOptions): string[] {
  if (group !== undefined && extra !== undefined)
    throw new SignalError({
      code: 'USAGE',
      message: 'A dependency can be added to a group or to an extra, not to both.',
      hint: 'pass either --group or --extra.',
    });
  if (group !== undefined) return ['--group', group];
  return extra === undefined ? [] : ['--optional', extra];
}

/** The folder of the project; `.` is the root, which need not be a project to have groups. */
function folderOf(tree: Tree, project: string, projects: readonly TreeProject[]): string {
  if (project === '.' && tree.exists('pyproject.toml')) return '.';
  return findProject(tree, projects, project).directory;
}

/**
 * Adds or removes dependencies through uv, which keeps comments and order and locks what follows.
 * The environment is left for the next task, which makes it when it misses the cache.
 */
export async function changeDependencies(
  tree: Tree,
  action: 'add' | 'remove',
  options: DependencyOptions,
): Promise<GeneratorCallback> {
  const pyprojects = await readPyprojects(tree);
  const projects = projectsOf(pyprojects);
  const folder = folderOf(tree, options.project, projects);
  const wanted = [options.requirement, ...(options._ ?? [])];
  const requirements = wanted.map((text) => asRequirement(text, projects));
  const args = [action, '--no-sync', ...place(options), '--', ...requirements];
  logger.info(`In ${folder}: uv ${args.join(' ')}`);
  return async () => {
    const files = [
      joinPath(folder, 'pyproject.toml'),
      joinPath(uvRootAbove(pyprojects, folder), 'uv.lock'),
    ];
    await tellChanges(tree.root, files, () =>
      runUv(join(tree.root, folder), args, `The dependencies of ${folder} were not changed:`),
    );
  };
}
