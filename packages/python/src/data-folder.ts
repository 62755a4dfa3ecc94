import { isAbsolute, join } from 'node:path';

/**
 * Folder for what the plugin keeps between runs: beside Nx's own data, so that `nx reset` clears it.
 * Nothing in it is needed for a right answer.
 */
export function dataFolder(
  workspaceRoot: string,
  variables: NodeJS.ProcessEnv = process.env,
): string {
  const configured = variables['NX_WORKSPACE_DATA_DIRECTORY'] ?? join('.nx', 'workspace-data');
  const folder = isAbsolute(configured) ? configured : join(workspaceRoot, configured);
  return join(folder, 'nx-signal');
}
