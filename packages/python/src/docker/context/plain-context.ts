import { isInside, relativeInside } from '../../paths.js';
import { type ContextPlan, sortedFiles } from './context-file.js';

/** What a context of plain files is made from. Paths are relative to the workspace root. */
export interface PlainContextSources {
  /** The folder that is sent. */
  root: string;
  project: string;
  /** All files that are not ignored by git. */
  files: readonly string[];
  isIgnored(root: string, path: string): boolean;
}

/** A folder as it is, without what git or the .dockerignore leave out. */
export function plainContext({
  root,
  project,
  files,
  isIgnored,
}: PlainContextSources): ContextPlan {
  const inside = files
    .filter((file) => isInside(file, root))
    .map((file) => ({ path: relativeInside(file, root), from: file }))
    .filter(({ path }) => !isIgnored(root, path));
  return { root, projects: [project], files: sortedFiles(inside) };
}
