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

/** Projects with a top-level name in common: the others are alone in their packages. */
function sharing(all: readonly PlacedModules[]): PlacedModules[] {
  const owners = new Map<string, Set<string>>();
  for (const { project, files } of all) {
    for (const { modules } of files.filter(isShared)) {
      for (const module of modules) {
        const top = module.split('.', 1)[0] ?? module;
        owners.set(top, (owners.get(top) ?? new Set()).add(project));
      }
    }
  }
  const shared = new Set([...owners.values()].flatMap((some) => (some.size > 1 ? [...some] : [])));
  return all.filter(({ project }) => shared.has(project));
}

interface PackageFile {
  project: string;
  environment: string;
  file: string;
}

function packageFiles(all: readonly PlacedModules[]): Map<string, PackageFile[]> {
  const packages = new Map<string, PackageFile[]>();
  for (const { project, environment, files } of all) {
    for (const { file, modules } of files.filter((one) => one.isPackage && isShared(one))) {
      for (const module of modules) {
        packages.set(module, [...(packages.get(module) ?? []), { project, environment, file }]);
      }
    }
  }
  return packages;
}

/**
 * By project the files of others that Python runs on the way to the project's modules: the `__init__` of a
 * package around them that the project itself has none for. Which of several it runs, and whether it finds
 * the modules behind, depends on them; so they belong to what is seen of the project.
 */
export function parentFiles(all: readonly PlacedModules[]): Map<string, string[]> {
  const some = sharing(all);
  const packages = packageFiles(some);
  const found = new Map<string, string[]>();
  for (const { project, environment, files } of some) {
    const modules = files.filter(isShared).flatMap((file) => file.modules);
    const others = [...new Set(modules.flatMap(parentsOf))]
      .map((parent) => packages.get(parent) ?? [])
      .filter((owners) => !owners.some((owner) => owner.project === project))
      .flatMap((owners) => owners.filter((owner) => owner.environment === environment));
    if (others.length > 0) found.set(project, [...new Set(others.map(({ file }) => file))].sort());
  }
  return found;
}
