import { isTestModule, type Layout } from './layout.js';
import { dottedModule, moduleUnder } from './module-root.js';

/** A Python file with the names it can be imported by. */
export interface ModuleFile {
  /** Relative to the workspace. */
  file: string;
  /** Dotted. The first is the one its relative imports start from. */
  modules: string[];
  /** An `__init__` file: its relative imports start at the module itself. */
  isPackage: boolean;
  /** Test code and scripts: only the project's own private files can import it. */
  private?: true;
  /** Lies in a package of stubs, which a project may ship for another's package. */
  stubs?: true;
}

/**
 * Names the files of a project.
 *
 * @param files Python files relative to the project, with forward slashes.
 * @param directory the project's folder relative to the workspace, `''` for the workspace itself.
 */
export function moduleFiles(
  files: readonly string[],
  layout: Layout,
  directory = '',
): ModuleFile[] {
  const present = new Set(files);
  return files.map((path) => {
    const file = directory === '' ? path : `${directory}/${path}`;
    const isPackage = /(?:^|\/)__init__\.pyi?$/.test(path);
    const modules = publicModules(path, layout);
    if (modules.length > 0 && isStubs(path)) return { file, modules, isPackage, stubs: true };
    if (modules.length > 0) return { file, modules, isPackage };
    return { file, modules: privateModules(path, present), isPackage, private: true };
  });
}

function isStubs(path: string): boolean {
  return path.includes('-stubs/') && /(?:^|\/)\w+-stubs\//.test(path);
}

function publicModules(path: string, layout: Layout): string[] {
  const names = layout.roots.map((root) => moduleUnder(root, path)).filter(isNamed);
  const shown = layout.testsOnly ? names : names.filter((name) => !isTestModule(name));
  return [...new Set(shown)];
}

/**
 * From the project's folder, and from the nearest folder that is not a package: the one that pytest
 * and `python script.py` put on the path.
 */
function privateModules(path: string, present: ReadonlySet<string>): string[] {
  const folders = path.split('/').slice(0, -1);
  let outside = folders.length;
  while (outside > 0 && present.has(`${folders.slice(0, outside).join('/')}/__init__.py`))
    outside--;
  const near = path.split('/').slice(outside).join('/');
  return [...new Set([dottedModule(path), dottedModule(near)].filter(isNamed))];
}

function isNamed(module: string | undefined): module is string {
  return module !== undefined && module !== '';
}
