import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

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
