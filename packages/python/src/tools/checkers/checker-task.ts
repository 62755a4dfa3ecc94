import { join, relative } from 'node:path';
import { directoryOf, isInside, joinPath } from '../../paths.js';
import { steeringKey } from '../isolate.js';
import type { ToolTask, ToolWorkspace, TypecheckOptions } from '../tool-task.js';

/** A task of a type checker. */
export type CheckerTask = ToolTask & { options: TypecheckOptions };

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

/** What a checker is given for a task, as seen from its {@link workingFolder}. */
export function checkedPaths(task: CheckerTask, workspace: Pick<ToolWorkspace, 'root'>): string[] {
  const folder = workingFolder(task);
  const { selected, paths } = task.options;
  return (selected ?? paths).map((path) =>
    fromFolder(workspace, folder, joinPath(task.project, path)),
  );
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
export function isChecked(path: string, { project, options }: CheckerTask): boolean {
  return options.paths.some((checked) => isInside(path, joinPath(project, checked)));
}

/**
 * Tasks with the same key can be checked in one run: their settings are one file. With arguments of its
 * own a checker may print anything, which could not be attributed.
 */
export function checkerGroupKey(task: CheckerTask): string {
  const { environment, args, timeout, selected } = task.options;
  const key = [environment, task.config ?? '', timeout ?? 0, steeringKey(task)];
  return args?.length || selected ? task.id : JSON.stringify(key);
}
