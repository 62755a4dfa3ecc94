import { isAbsolute, join } from 'node:path';

/** Where the virtual environment of an environment's folder is: `UV_PROJECT_ENVIRONMENT` or `.venv`. */
export function environmentPath(
  workspaceRoot: string,
  environment: string,
  variables: NodeJS.ProcessEnv = process.env,
): string {
  const configured = variables['UV_PROJECT_ENVIRONMENT'] || '.venv';
  return isAbsolute(configured) ? configured : join(workspaceRoot, environment, configured);
}

/** Path of an executable inside a virtual environment. */
export function executableIn(environmentFolder: string, name: string): string {
  return process.platform === 'win32'
    ? join(environmentFolder, 'Scripts', `${name}.exe`)
    : join(environmentFolder, 'bin', name);
}
