/**
 * The one place that imports `@nx/devkit/internal`: its exports may change with any Nx release.
 * Loaded on demand, since the plugin's worker has Nx's modules at hand but a test has not.
 */

/**
 * The workspace's tracked files that match any of the globs: what git or Nx ignore is left out.
 *
 * @returns paths relative to the workspace root, sorted
 */
export async function listWorkspaceFiles(
  workspaceRoot: string,
  globs: string[],
): Promise<string[]> {
  const { globWithWorkspaceContext } = await import('@nx/devkit/internal');
  return (await globWithWorkspaceContext(workspaceRoot, globs)).sort();
}

/** Globs of the package.json files that belong to the package manager's workspaces. */
export async function packageJsonGlobs(workspaceRoot: string): Promise<string[]> {
  const { getGlobPatternsFromPackageManagerWorkspaces } = await import('@nx/devkit/internal');
  return getGlobPatternsFromPackageManagerWorkspaces(workspaceRoot);
}
