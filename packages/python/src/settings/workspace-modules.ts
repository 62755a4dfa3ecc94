import { joinPath } from '../paths.js';
import type { ConfigFiles } from './config-lookup.js';
import { projectFolders } from './project-folder.js';

/** Where modules of the workspace are looked for. */
export interface ModulePlaces {
  /** Folders from which Python may import, relative to the workspace root. */
  roots: readonly string[];
  /** Whether there is a file or a folder. */
  exists(path: string): boolean;
}

/**
 * The files of a module that is named by a string, if it is one of the workspace: its top package as a
 * whole, since nobody knows what it imports.
 */
export function moduleFiles(module: string, { roots, exists }: ModulePlaces): string[] {
  const path = module.replaceAll('.', '/');
  const [top = ''] = path.split('/');
  return roots.flatMap((root) => {
    const found = [`${path}.py`, path, `${path}.pyi`].some((file) => exists(joinPath(root, file)));
    const whole = [joinPath(root, top), joinPath(root, `${top}.py`)];
    return found ? whole.filter(exists) : [];
  });
}

const known = new WeakMap<ConfigFiles, ModulePlaces>();

/** The places of a graph: each project's folder and its `src`, and those of the root. */
export function modulePlaces(files: ConfigFiles): ModulePlaces {
  const made = known.get(files);
  if (made) return made;
  const names = files.names?.();
  const folders = projectFolders(files).flatMap((folder) => [folder, joinPath(folder, 'src')]);
  const places: ModulePlaces = {
    roots: [...new Set(['.', 'src', ...folders])],
    exists: (path) => names?.has(path) ?? false,
  };
  known.set(files, places);
  return places;
}
