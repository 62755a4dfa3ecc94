import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { joinPath } from '../../paths.js';
import type { CheckerTask } from '../checkers/checker-task.js';
import { nodeEnvironment } from '../checkers/isolate.js';
import type { EnvironmentChanges } from '../isolate.js';
import type { ToolWorkspace } from '../tool-task.js';

/** The file pyright is told to read: without settings a manifest that has none, lest it look above. */
export function pyrightSettings(
  { config, options }: CheckerTask,
  { root }: Pick<ToolWorkspace, 'root'>,
): string {
  const manifests = ['.', options.environment].map((path) => joinPath(path, 'pyproject.toml'));
  return config ?? manifests.find((file) => existsSync(join(root, file))) ?? '.';
}

/** The variables that pyright runs with. It has no settings of the account. */
export function isolatePyright(task: CheckerTask, workspace: ToolWorkspace): EnvironmentChanges {
  return {
    ...nodeEnvironment(task, workspace),
    // It would ask the network for newer versions of itself.
    PYRIGHT_PYTHON_IGNORE_WARNINGS: '1',
    FORCE_COLOR: undefined,
    NO_COLOR: '1',
  };
}
