import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/**
 * The folders above a workspace that belong to its git repository, nearest first: `..`, `../..`. None where
 * the workspace is the repository's root, as it usually is, or in no repository.
 */
export function repositoryFoldersAbove(workspaceRoot: string): string[] {
  const above: string[] = [];
  for (let folder = workspaceRoot, path = '..'; ; folder = dirname(folder), path += '/..') {
    // A file in worktrees and submodules.
    if (existsSync(join(folder, '.git'))) return above;
    if (dirname(folder) === folder) return [];
    above.push(path);
  }
}

/** The path of a workspace from the root of its git repository; empty where the two are one folder. */
export function pathInRepository(workspaceRoot: string): string {
  const top = repositoryFoldersAbove(workspaceRoot).at(-1);
  if (top === undefined) return '';
  return relative(join(workspaceRoot, top), workspaceRoot).replaceAll('\\', '/');
}
