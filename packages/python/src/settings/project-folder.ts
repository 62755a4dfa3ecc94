import { withAncestors } from '../paths.js';
import { valueAt } from '../toml/pyproject.js';
import type { ConfigFiles } from './config-lookup.js';

function isProjectFolder(directory: string, files: ConfigFiles): boolean {
  const data = files.pyproject(directory)?.data ?? {};
  return data['project'] !== undefined || valueAt(data, 'tool.poetry') !== undefined;
}

/** Whether a path lies in a project other than that of the root, which is around everything. */
export function isInsideProject(path: string, files: ConfigFiles): boolean {
  return withAncestors(path)
    .slice(0, -1)
    .some((directory) => isProjectFolder(directory, files));
}
