import picomatch from 'picomatch';
import { isInside, relativeInside, withAncestors } from '../paths.js';
import { asStrings, asTable, type Pyproject, valueAt } from '../toml/pyproject.js';

/** A `[tool.uv.workspace]` table: which folders below it are members. */
export interface UvWorkspace {
  /** Folder of the workspace's root, relative to the repository's. */
  directory: string;
  isMember(directory: string): boolean;
}

function readUvWorkspace(pyproject: Pyproject): UvWorkspace | undefined {
  const table = valueAt(pyproject.data, 'tool.uv.workspace');
  if (table === undefined) return undefined;
  // A folder that starts with a dot is matched only by a pattern that says so, as in uv.
  const clean = (globs: string[]) =>
    globs.map((glob) => glob.replace(/^\.\//, '').replace(/\/+$/, ''));
  const included = picomatch(clean(asStrings(asTable(table)['members'])));
  const excluded = picomatch(clean(asStrings(asTable(table)['exclude'])));
  const root = pyproject.directory;
  return {
    directory: root,
    isMember: (directory) => {
      if (directory === root) return true;
      if (!isInside(directory, root)) return false;
      const path = relativeInside(directory, root);
      return included(path) && !excluded(path);
    },
  };
}

/**
 * For each of `directories` the folder whose lock and environment it uses: that of the uv workspace
 * it is a member of, or its own.
 */
export function environmentRoots(
  pyprojects: readonly Pyproject[],
  directories: readonly string[] = pyprojects.map(({ directory }) => directory),
): Map<string, string> {
  const workspaces = new Map<string, UvWorkspace>();
  for (const pyproject of pyprojects) {
    const workspace = readUvWorkspace(pyproject);
    if (workspace) workspaces.set(pyproject.directory, workspace);
  }
  const roots = new Map<string, string>();
  for (const directory of directories) {
    // uv looks no further than the nearest workspace above a project.
    const nearest = withAncestors(directory).find((ancestor) => workspaces.has(ancestor));
    const workspace = nearest === undefined ? undefined : workspaces.get(nearest);
    roots.set(directory, workspace?.isMember(directory) ? workspace.directory : directory);
  }
  return roots;
}
