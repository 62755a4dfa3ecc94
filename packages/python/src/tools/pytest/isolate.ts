import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { directoryOf, isInside, joinPath, withAncestors } from '../../paths.js';
import { hiddenVariables } from '../../verify/hidden-variables.js';
import { noteVariables } from '../../verify/lists.js';
import {
  type EnvironmentChanges,
  hashedVariables,
  type Variables,
  variablesOf,
} from '../isolate.js';
import { pythonFile } from '../python-file.js';
import type { TestOptions, ToolTask, ToolWorkspace } from '../tool-task.js';
import { pluginPath } from './coverage.js';

type PytestTask = ToolTask & { options: TestOptions };

/** The folder from which pytest looks for settings upwards: what all tested paths have in common. */
export function searchFolder(project: string, paths: readonly string[], root: string): string {
  const folders = paths
    .map((path) => joinPath(project, path))
    .filter((path) => existsSync(join(root, path)))
    .map((path) => (path.endsWith('.py') ? directoryOf(path) : path));
  const [first = project, ...others] = folders;
  const isCommon = (folder: string) => others.every((other) => isInside(other, folder));
  return withAncestors(first).find(isCommon) ?? '.';
}

/** The nearest manifest: pytest takes its folder for the root where there are no settings. */
function nearestManifest({ project, options }: PytestTask, root: string): string | undefined {
  return withAncestors(searchFolder(project, options.paths, root))
    .map((folder) => joinPath(folder, 'pyproject.toml'))
    .find((file) => existsSync(join(root, file)));
}

/**
 * Arguments that give pytest the settings that were hashed and no others: it would look for some up to
 * the root of the disk. The root folder, which names of tests start from, is the one it would take.
 */
export function pytestSettings(task: PytestTask, { root }: ToolWorkspace): string[] {
  const chosen = /^(?:-c|--config-file(?:=|$))/;
  if (task.options.args?.some((argument) => chosen.test(argument))) return [];
  const file = task.config ?? nearestManifest(task, root);
  const folder = join(root, file === undefined ? task.project : directoryOf(file));
  // In one word: some plugins take every word without a dash for a path of tests.
  if (file !== undefined) return [`-c${join(root, file)}`, `--rootdir=${folder}`];
  const none = join(pythonFile('no-settings'), 'pytest.ini');
  // Pytest loads each conftest.py from the folder of the settings on.
  return [`-c${none}`, `--rootdir=${folder}`, `--confcutdir=${folder}`];
}

/** The variables that pytest runs with. Its tests keep the home folder and all that steers nothing. */
export function isolatePytest(
  task: Variables & Partial<Pick<ToolTask, 'verified' | 'options'>>,
  variables: NodeJS.ProcessEnv = process.env,
): EnvironmentChanges {
  const { verified, options } = task;
  const inherited = variablesOf(task, variables);
  const changes = hashedVariables(task, variables);
  if (!verified) return { ...changes, ...pluginPath(options, changes['PYTHONPATH']) };
  const hidden = hiddenVariables(verified, inherited);
  return {
    ...changes,
    ...Object.fromEntries(hidden.map((name) => [name, undefined])),
    ...noteVariables(verified, { ...inherited, ...changes }, hidden),
  };
}
