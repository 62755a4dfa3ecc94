import { joinPath } from '../paths.js';

/** A dependency that is to be declared. */
export interface AddRequest {
  distribution: string;
  /** The name that the declaring project has in its pyproject.toml; undefined if it has none. */
  project: string | undefined;
  /** Its folder, relative to the workspace root. */
  directory: string;
  /** Folder of the lock, relative to the workspace root. */
  environment: string;
  /** Name of the lock file. */
  lock: string;
  /** The group for what only tests and scripts import; undefined for a dependency of the product. */
  group: string | undefined;
}

function option(name: string, value: string | undefined): string {
  return value === undefined ? '' : ` ${name} ${value}`;
}

/** The command of the environment's manager that declares a dependency, to be run at the root. */
export function addCommand(request: AddRequest): string {
  const { distribution, project, directory, environment, lock, group } = request;
  const folder = directory === '.' ? undefined : directory;
  switch (lock) {
    case 'poetry.lock':
      return `poetry add${option('--directory', folder)}${option('--group', group)} ${distribution}`;
    case 'pdm.lock':
      return `pdm add${option('--project', folder)}${option('--dev --group', group)} ${distribution}`;
    case 'uv.lock': {
      const isMember = directory !== environment;
      const where = isMember
        ? option('--directory', environment === '.' ? undefined : environment) +
          option('--package', project)
        : option('--directory', folder);
      return `uv add${where}${option('--group', group)} ${distribution}`;
    }
    default:
      return `add ${distribution} to ${joinPath(directory, 'pyproject.toml')} and update ${joinPath(environment, lock)}`;
  }
}
