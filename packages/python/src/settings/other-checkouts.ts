import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { directoryOf, isInside, withAncestors } from '../paths.js';

/** Nx's own folder, whether or not git ignores it. */
const never = /^\.nx\//;

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Paths of the submodules that a repository lists. */
function submodules(workspaceRoot: string): Set<string> {
  const text = read(join(workspaceRoot, '.gitmodules'));
  return new Set([...text.matchAll(/^\s*path\s*=\s*(.+?)\s*$/gm)].map(([, path = '']) => path));
}

/** A submodule keeps its repository in that of the one around it; a worktree of a submodule is none. */
function isSubmodule(git: string): boolean {
  return statSync(git).isFile() && /\/modules\/(?!.*\/worktrees\/)/.test(read(git));
}

/**
 * Folders below the root that are checkouts of their own, such as clones and worktrees: they have a `.git`,
 * and are no submodules. What is in them belongs to another workspace.
 *
 * @param files - files in whose folders, and above them, is looked; relative to the root
 */
export function otherCheckouts(workspaceRoot: string, files: Iterable<string>): string[] {
  const folders = new Set([...files].flatMap((file) => withAncestors(directoryOf(file))));
  folders.delete('.');
  const found = [...folders].filter((folder) => existsSync(join(workspaceRoot, folder, '.git')));
  if (found.length === 0) return [];
  const listed = submodules(workspaceRoot);
  return found
    .filter((folder) => !listed.has(folder) && !isSubmodule(join(workspaceRoot, folder, '.git')))
    .sort();
}

/** Those of some files that are the workspace's own. */
export function ownFiles(files: readonly string[], checkouts: readonly string[]): string[] {
  return files.filter(
    (file) => !never.test(file) && !checkouts.some((folder) => isInside(file, folder)),
  );
}
