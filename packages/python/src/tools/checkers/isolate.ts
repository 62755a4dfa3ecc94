import { delimiter, dirname, join } from 'node:path';
import { type EnvironmentChanges, withoutSteering } from '../isolate.js';
import type { ToolWorkspace } from '../tool-task.js';

/**
 * The variables a checker runs with. Siblings are found by their source folders, as mypy finds them;
 * flat ones, whose folder also holds tests, through the environment, in which they are installed.
 *
 * @param declared - names of the variables that are part of the task's hash
 */
export function checkerEnvironment(
  { root, sourceFolders }: ToolWorkspace,
  declared: readonly string[] = [],
  variables: NodeJS.ProcessEnv = process.env,
): EnvironmentChanges {
  const folders = sourceFolders.map((path) => join(root, path)).join(delimiter);
  return { ...withoutSteering(declared, variables), PYTHONPATH: folders || undefined };
}

/** The same for a program of Node, which is then found wherever Nx itself runs. */
export function nodeEnvironment(
  workspace: ToolWorkspace,
  declared: readonly string[] = [],
  variables: NodeJS.ProcessEnv = process.env,
): EnvironmentChanges {
  const path = [dirname(process.execPath), variables['PATH']].filter(Boolean).join(delimiter);
  return { ...checkerEnvironment(workspace, declared, variables), PATH: path };
}
