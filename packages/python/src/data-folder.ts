import { createHash } from 'node:crypto';
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

/**
 * Path, inside of {@link dataFolder}, of the environment that tests share which are to run on a version of Python.
 *
 * @param environment - folder of the environment that it is made like, relative to the workspace root
 */
export function pythonEnvironment(environment: string, python: string): string {
  const digest = createHash('sha256').update(`${environment}\0${python}`).digest('hex');
  return `environments/py${python}-${digest.slice(0, 8)}`;
}
