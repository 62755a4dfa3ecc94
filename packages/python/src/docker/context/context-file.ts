/** One file of a build context: a copy of a file of the workspace, or a text made for it. */
export type ContextFile = {
  /** Path in the context, with forward slashes. */
  path: string;
} & ({ from: string } | { text: string });

/** A build context before it is written. */
export interface ContextPlan {
  /** Folder of the workspace that the context's root stands for, relative to the workspace root. */
  root: string;
  /** Folders of all projects whose files are in it, relative to the workspace root, sorted. */
  projects: string[];
  /** Sorted by path. */
  files: ContextFile[];
}

/** The folder of the manifest layer inside a pruned context. */
export const manifestFolder = '.manifests';

/** Sorts files by path, in an order that is the same everywhere. */
export function sortedFiles(files: Iterable<ContextFile>): ContextFile[] {
  return [...files].sort((left, right) => (left.path < right.path ? -1 : 1));
}
