import type { ModuleFile } from './module-files.js';

/** The modules of a project, and where it is installed. */
export interface PlacedModules {
  project: string;
  environment: string;
  files: readonly ModuleFile[];
}

/** The packages around a module, from the top. */
function parentsOf(module: string): string[] {
  const parts = module.split('.');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('.'));
}

const isShared = ({ private: own, stubs }: ModuleFile) => !own && !stubs;

/**
 * By project the files of others that Python runs on the way to the project's modules: the `__init__` of a
 * package around them that the project itself has none for. Which of several it runs, and whether it finds
 * the modules behind, depends on them; so they belong to what is seen of the project.
 */
export function parentFiles(all: readonly PlacedModules[]): Map<string, string[]> {
  const packages = new Map<string, { file: string; environment: string }[]>();
  const own = new Map<string, Set<string>>();
  for (const { project, environment, files } of all) {
    const names = new Set<string>();
    own.set(project, names);
    for (const one of files) {
      if (!one.isPackage || !isShared(one)) continue;
      for (const module of one.modules) {
        names.add(module);
        packages.set(module, [...(packages.get(module) ?? []), { file: one.file, environment }]);
      }
    }
  }
  const found = new Map<string, string[]>();
  for (const { project, environment, files } of all) {
    const parents = new Set(
      files.filter(isShared).flatMap(({ modules }) => modules.flatMap(parentsOf)),
    );
    const others = [...parents]
      .filter((name) => !own.get(project)?.has(name))
      .flatMap((name) => packages.get(name) ?? [])
      .filter((one) => one.environment === environment);
    if (others.length > 0) found.set(project, [...new Set(others.map(({ file }) => file))].sort());
  }
  return found;
}
