import { join } from 'node:path';
import { type GeneratorCallback, logger, type Tree } from '@nx/devkit';
import { SignalError } from '../../errors.js';
import { type Dependent, dependentsOf } from '../../relocate/dependents.js';
import { clearLeftBehind } from '../../relocate/left-behind.js';
import { UvRoot } from '../../scaffold/uv-root.js';
import { lock } from '../../uv/run-uv.js';
import { findProject, projectsOf, readPyprojects, uvRootAbove } from '../../uv/tree-projects.js';
import { withoutDependency } from '../../uv/without-dependency.js';
import { forNx } from '../for-nx.js';
import { signalOfChange } from '../next-commands.js';
import { type RemoveOptions, removeSchema } from './schema.js';

function reasons(dependents: readonly Dependent[]): string {
  return dependents
    .map(({ project, declares, imports }) => {
      const declared = declares ? [`declares it in ${project.pyproject.file}`] : [];
      const imported = imports.length > 0 ? [`imports it in ${imports.join(', ')}`] : [];
      return `  ${project.name} ${[...declared, ...imported].join(' and ')}`;
    })
    .join('\n');
}

function refuse(name: string, dependents: readonly Dependent[]): void {
  if (dependents.length === 0) return;
  throw new SignalError({
    code: 'PROJECT_NEEDED',
    message: `${name} is needed by other projects:\n${reasons(dependents)}`,
    hint: 'remove these uses first, or pass --force.',
  });
}

function forgetDependency(tree: Tree, dependents: readonly Dependent[], name: string): void {
  for (const { project, imports } of dependents) {
    const { file } = project.pyproject;
    const text = tree.read(file, 'utf8') ?? '';
    const edited = withoutDependency(file, text, name);
    if (edited !== text) tree.write(file, edited);
    if (imports.length > 0)
      logger.warn(`${project.name} still imports ${name}:\n  ${imports.join('\n  ')}`);
  }
}

async function remove(tree: Tree, options: RemoveOptions): Promise<GeneratorCallback> {
  const { project: wanted, force } = removeSchema.parse(options);
  const pyprojects = await readPyprojects(tree);
  const projects = projectsOf(pyprojects);
  const project = findProject(tree, projects, wanted);
  const { name, directory } = project;
  if (directory === '.')
    throw new SignalError({
      code: 'FOLDER_REFUSED',
      message: `${name} is the root of the repository.`,
      hint: 'only projects below it can be removed.',
    });
  const dependents = await dependentsOf(tree, project, projects);
  if (!force) refuse(name, dependents);
  const uvRoot = uvRootAbove(pyprojects, directory);
  const root = new UvRoot(tree, uvRoot);
  const hasLock = tree.exists(join(uvRoot, 'uv.lock'));
  forgetDependency(tree, dependents, name);
  if (tree.exists(root.file)) {
    root.forget(directory, name);
    root.forgetBetween(directory);
  }
  tree.delete(directory);
  return async () => {
    if (clearLeftBehind(join(tree.root, directory)))
      logger.warn(`${directory} still contains files that git ignores: remove them.`);
    if (hasLock) await lock(tree.root, uvRoot);
  };
}

/** `nx g @nx-signal/python:remove PROJECT` */
export default forNx<RemoveOptions>(remove, signalOfChange);
