import { globAsync, type Tree } from '@nx/devkit';
import { scanImports } from '../imports/scan.js';
import { isInside } from '../paths.js';
import { readDeclaredDependencies } from '../project/requirements.js';
import { moduleFolders, type TreeProject } from '../uv/tree-projects.js';

/** Why a project needs another one. */
export interface Dependent {
  project: TreeProject;
  /** Its pyproject.toml names the other one. */
  declares: boolean;
  /** `file:line` of imports. */
  imports: string[];
}

/** Lines of a Python file that import one of these top-level modules. */
function importLines(tree: Tree, file: string, modules: ReadonlySet<string>): string[] {
  const text = tree.read(file, 'utf8') ?? '';
  const found = scanImports(text).filter(({ module }) => modules.has(module.split('.')[0] ?? ''));
  return found.map(({ line }) => `${file}:${line}`);
}

/** The projects that declare or import a project. */
export async function dependentsOf(
  tree: Tree,
  project: TreeProject,
  projects: readonly TreeProject[],
): Promise<Dependent[]> {
  const modules = new Set((await moduleFolders(tree, [project])).keys());
  const files = (await globAsync(tree, ['**/*.py'])).filter((file) => tree.exists(file)).sort();
  const others = projects.filter((other) => other !== project);
  const nested = others.map(({ directory }) => directory).filter((directory) => directory !== '.');
  const ownFiles = ({ directory }: TreeProject) =>
    files.filter(
      (file) =>
        isInside(file, directory) &&
        !isInside(file, project.directory) &&
        !nested.some(
          (inner) => inner !== directory && isInside(inner, directory) && isInside(file, inner),
        ),
    );
  const dependents = others.map((other) => {
    const declared = readDeclaredDependencies(other.pyproject);
    const declares =
      declared.names.has(project.distribution) || declared.directories.has(project.directory);
    const imports = ownFiles(other).flatMap((file) => importLines(tree, file, modules));
    return { project: other, declares, imports };
  });
  return dependents.filter(({ declares, imports }) => declares || imports.length > 0);
}
