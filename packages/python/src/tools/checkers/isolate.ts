import { delimiter, dirname, join } from 'node:path';
import {
  type EnvironmentChanges,
  hashedVariables,
  type Variables,
  variablesOf,
} from '../isolate.js';
import type { ToolTask, ToolWorkspace } from '../tool-task.js';

/**
 * The variables a checker runs with. Siblings are found by their source folders, as mypy finds them;
 * flat ones, whose folder also holds tests, through the environment, in which they are installed.
 */
export function checkerEnvironment(
  task: Variables & Pick<ToolTask, 'ownRoot'>,
  { root, sourceFolders }: ToolWorkspace,
  variables: NodeJS.ProcessEnv = process.env,
): EnvironmentChanges {
  const folders = [task.ownRoot ?? [], sourceFolders].flat().map((path) => join(root, path));
  const path = folders.join(delimiter);
  return { ...hashedVariables(task, variables), PYTHONPATH: path || undefined };
}

/** The same for a program of Node, which is then found wherever Nx itself runs. */
export function nodeEnvironment(
  task: Variables & Pick<ToolTask, 'ownRoot'>,
  workspace: ToolWorkspace,
  variables: NodeJS.ProcessEnv = process.env,
): EnvironmentChanges {
  const path = [dirname(process.execPath), variablesOf(task, variables)['PATH']]
    .filter(Boolean)
    .join(delimiter);
  return { ...checkerEnvironment(task, workspace, variables), PATH: path };
}
