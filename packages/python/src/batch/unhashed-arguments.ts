import { existsSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import type { TargetConfiguration } from '@nx/devkit';
import { type ErrorPlace, SignalError } from '../errors.js';
import { isInside, joinPath } from '../paths.js';
import { readText } from '../settings/read-text.js';
import {
  modulesInArguments,
  pathsInArguments,
  withArgumentFiles,
} from '../tools/argument-paths.js';
import { workingFolder } from '../tools/checkers/checker-task.js';
import type { ToolTask } from '../tools/tool-task.js';
import { inputsMatcher } from '../verify/verified-task.js';
import { optionPlace } from './option-place.js';
import type { NamedTask, TaskContext } from './read-tasks.js';

/** Where the tool of a task resolves its arguments, relative to the workspace root. */
function argumentFolder({ project, config, options }: ToolTask): string {
  if (options.kind === 'test') return project;
  return options.kind === 'typecheck' ? workingFolder({ config }) : '.';
}

/** A file that is named: as it is written, and relative to the workspace root. */
interface NamedFile {
  written: string;
  path: string;
}

/** What arguments name. */
function namedFiles(task: ToolTask, root: string): NamedFile[] {
  const folder = argumentFolder(task);
  const args = withArgumentFiles(task.options.args ?? [], (path) =>
    readText(join(root, folder, path)),
  );
  const modules = task.options.kind === 'test' ? modulesInArguments(args) : [];
  return pathsInArguments(args, folder, (path) => existsSync(join(root, path)))
    .filter(({ written }) => !modules.includes(written))
    .filter(({ written }) => existsSync(resolve(root, folder, written)))
    .map(({ written, path }) => {
      const absolute = resolve(root, folder, written);
      return { written, path: path ?? relative(root, absolute).replaceAll('\\', '/') };
    });
}

/** What was typed to be checked, with its path relative to the workspace root, as far as it is there. */
function selectedFiles({ project, options }: ToolTask, root: string): NamedFile[] {
  return (options.selected ?? [])
    .map((written) => ({ written, path: joinPath(project, written.split('::')[0] ?? '') }))
    .filter(({ path }) => existsSync(join(root, path)));
}

const isOutside = (path: string) => path.startsWith('..') || isAbsolute(path);

function unhashed(
  { id }: ToolTask,
  { written, path }: NamedFile,
  place: ErrorPlace | undefined,
): SignalError {
  return new SignalError({
    code: 'ARGUMENT_UNHASHED',
    message: `\`args\` of ${id} names ${written}, which is ${isOutside(path) ? 'outside the workspace' : 'not an input of it'}: a stored result could be out of date.`,
    place,
    hint: isOutside(path)
      ? 'name a tracked file by its path inside the workspace.'
      : `write args into [tool.nx-signal.targets] of the project's pyproject.toml, which makes the file an input; or add "{workspaceRoot}/${path}" to the inputs there.`,
  });
}

function unselectable({ id }: ToolTask, { written }: NamedFile): SignalError {
  return new SignalError({
    code: 'ARGUMENT_UNHASHED',
    message: `${written}, which was typed for ${id}, is not an input of it: a stored result could be out of date.`,
    hint: 'it may belong to another target of the project, as integration tests do, or git may ignore it.',
  });
}

/**
 * Throws ARGUMENT_UNHASHED where arguments name a file that is no input of a cached target. The graph knows
 * those of our own options; others stand in project.json, in target defaults, in a configuration, or were typed.
 */
export function refuseUnhashedArguments(
  task: ToolTask,
  named: NamedTask,
  target: TargetConfiguration | undefined,
  context: TaskContext,
): void {
  const { args = [], selected = [] } = task.options;
  if (target?.cache !== true || args.length + selected.length === 0) return;
  const isInput = inputsMatcher(named.project, target.inputs ?? [], context);
  const isHashed = (path: string) =>
    isInside(path, task.project) || isInput(path) || isInput(joinPath(path, 'any'));
  const found = namedFiles(task, context.root).find(
    ({ path }) => isOutside(path) || !isHashed(path),
  );
  if (found) {
    const owner = { root: context.root, project: task.project, target: named.target };
    throw unhashed(task, found, optionPlace({ ...owner, executor: target.executor }, 'args'));
  }
  // Of a project's own files some are left out, as the tests of another target are.
  const left = selectedFiles(task, context.root).find(
    ({ path }) => !isInput(path) && !isInput(joinPath(path, 'any.py')),
  );
  if (left) throw unselectable(task, left);
}
