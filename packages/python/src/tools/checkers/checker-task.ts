import { join, relative } from 'node:path';
import { directoryOf, isInside, joinPath } from '../../paths.js';
import { steeringKey } from '../isolate.js';
import {
  environmentKey,
  type StepResult,
  type ToolTask,
  type ToolWorkspace,
  type TypecheckOptions,
} from '../tool-task.js';
import { scopePattern } from './scope.js';

/** A task of a type checker. */
export type CheckerTask = ToolTask & { options: TypecheckOptions };

/** Whether the tool of a task is a type checker. */
export function isCheckerTask(task: ToolTask): task is CheckerTask {
  return task.options.kind === 'typecheck';
}

/** Checkers resolve paths against their settings, or against where they run: both are one folder. */
export function workingFolder({ config }: Pick<ToolTask, 'config'>): string {
  return config === undefined ? '.' : directoryOf(config);
}

/** A path relative to the root as it is seen from a folder. */
export function fromFolder(
  workspace: Pick<ToolWorkspace, 'root'>,
  folder: string,
  path: string,
): string {
  return (
    relative(join(workspace.root, folder), join(workspace.root, path)).replaceAll('\\', '/') || '.'
  );
}

/** What a checker is given for a task, relative to the workspace root: paths, or globs beside the project. */
export function givenPaths({ project, options }: CheckerTask): string[] {
  const { selected, paths, sources = ['.'] } = options;
  return (selected ?? paths ?? sources).map((path) => joinPath(project, path));
}

/** The same as seen from its {@link workingFolder}. */
export function checkedPaths(task: CheckerTask, workspace: Pick<ToolWorkspace, 'root'>): string[] {
  const folder = workingFolder(task);
  return givenPaths(task).map((path) => fromFolder(workspace, folder, path));
}

/** A path as a checker printed it, absolute or as seen from its folder, relative to the root. */
export function pathFromRoot(
  printed: string,
  task: Pick<ToolTask, 'config'>,
  workspace: Pick<ToolWorkspace, 'root'>,
): string {
  const path = printed.replaceAll('\\', '/');
  const root = `${workspace.root.replaceAll('\\', '/')}/`;
  if (path.startsWith(root)) return path.slice(root.length);
  const folder = workingFolder(task);
  if (!folder.startsWith('..')) return joinPath(folder, path);
  // Settings above the workspace: what lies in it is seen from there.
  return relative(workspace.root, join(workspace.root, folder, path)).replaceAll('\\', '/');
}

/** Whether a path relative to the root is among what a task has checked. */
export function isChecked(path: string, task: CheckerTask): boolean {
  if (task.nested.some((folder) => isInside(path, folder))) return false;
  return givenPaths(task).some((given) => isInside(path, given) || scopePattern(given).test(path));
}

/** The result of a task whose project has nothing that its checker's settings let it check. */
export function nothingChecked({ project, config, options }: CheckerTask): StepResult {
  const settings = config === undefined ? `${options.tool} by itself` : `${config}`;
  const output = `Nothing to check: ${settings} excludes all of ${project}.\n`;
  return { success: true, output };
}

/**
 * Tasks with the same key can be checked in one run: their settings are one file. With arguments of its
 * own a checker may print anything, which could not be attributed.
 */
export function checkerGroupKey(task: CheckerTask): string {
  const { args, timeout, paths, selected } = task.options;
  const key = [
    environmentKey(task),
    task.ownRoot ?? '',
    task.config ?? '',
    timeout ?? 0,
    paths !== undefined,
    steeringKey(task),
  ];
  return args?.length || selected ? task.id : JSON.stringify(key);
}
