import { directoryOf, isInside, withAncestors } from '../paths.js';
import { namesProject } from '../toml/pyproject.js';
import type { ConfigFiles } from './config-lookup.js';

function isProjectFolder(directory: string, files: ConfigFiles): boolean {
  if (files.isProject) return files.isProject(directory);
  return namesProject(files.pyproject(directory)?.data ?? {});
}

/** Whether a path lies in a project other than that of the root, which is around everything. */
export function isInsideProject(path: string, files: ConfigFiles): boolean {
  return withAncestors(path)
    .slice(0, -1)
    .some((directory) => isProjectFolder(directory, files));
}

/** Whether a file is among those of a project: in its folder, and in no other project's inside it. */
export function belongsTo(file: string, project: string, files: ConfigFiles): boolean {
  if (!isInside(file, project)) return false;
  const between = withAncestors(directoryOf(file));
  return !between
    .slice(0, between.indexOf(project))
    .some((directory) => isProjectFolder(directory, files));
}

/** Whether a folder is that of a project, or holds one. */
export function holdsProject(folder: string, files: ConfigFiles): boolean {
  return [...(files.directories?.() ?? [])].some(
    (directory) => isInside(directory, folder) && isProjectFolder(directory, files),
  );
}

/** The folders of all projects. */
export function projectFolders(files: ConfigFiles): string[] {
  return [...(files.directories?.() ?? [])].filter(
    (directory) => !directory.startsWith('..') && isProjectFolder(directory, files),
  );
}

/** Folders with configuration in each project, by its folder, which is left out. */
const inside = new WeakMap<ConfigFiles, Map<string, string[]>>();

function foldersByProject(files: ConfigFiles): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const directory of files.directories?.() ?? []) {
    if (directory.startsWith('..') || isProjectFolder(directory, files)) continue;
    const owner = withAncestors(directory)
      .slice(1)
      .find((folder) => isProjectFolder(folder, files));
    if (owner === undefined) continue;
    const list = found.get(owner);
    if (list) list.push(directory);
    else found.set(owner, [directory]);
  }
  return found;
}

/** The sub-folders of a project that hold configuration, sorted. */
export function settingsFoldersIn(project: string, files: ConfigFiles): string[] {
  const all = inside.get(files) ?? foldersByProject(files);
  inside.set(files, all);
  return [...(all.get(project) ?? [])].sort();
}
