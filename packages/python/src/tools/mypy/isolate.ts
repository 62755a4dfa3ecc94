import { delimiter, join } from 'node:path';
import { fromFolder, workingFolder } from '../checkers/checker-task.js';
import {
  type EnvironmentChanges,
  hashedVariables,
  type Variables,
  withoutRun,
} from '../isolate.js';
import type { ToolTask, ToolWorkspace } from '../tool-task.js';

/** Exactly one file of settings, or none: mypy would go on to those above it and of the account. */
export function mypySettings(task: ToolTask, workspace: ToolWorkspace): string {
  const { config } = task;
  const file = config === undefined ? '' : fromFolder(workspace, workingFolder(task), config);
  return `--config-file=${file}`;
}

/**
 * The variables that mypy runs with. Siblings are found by their sources rather than as installed
 * packages, so that they need no `py.typed` and are never out of date.
 */
export function isolateMypy(
  task: Variables,
  { root, importRoots, ownRoots }: ToolWorkspace,
): EnvironmentChanges {
  const pathOf = (folders: readonly string[]) =>
    folders.map((folder) => join(root, folder)).join(delimiter);
  return {
    ...withoutRun(task.variables),
    ...hashedVariables(task),
    MYPYPATH: pathOf(importRoots),
    // What our driver calls modules by.
    NX_SIGNAL_IMPORT_ROOTS: pathOf([...importRoots, ...ownRoots]),
  };
}
