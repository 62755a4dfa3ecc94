import { existsSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import type { TargetConfiguration } from '@nx/devkit';
import { SignalError } from '../errors.js';
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

/** What arguments name, as it is written, with its path relative to the workspace root. */
function namedFiles(task: ToolTask, root: string): { written: string; path: string }[] {
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
  if (target?.cache !== true || !task.options.args?.length) return;
  const isInput = inputsMatcher(named.project, target.inputs ?? [], context);
  const isHashed = (path: string) =>
    isInside(path, task.project) || isInput(path) || isInput(joinPath(path, 'any'));
  const found = namedFiles(task, context.root).find(
    ({ path }) => path.startsWith('..') || isAbsolute(path) || !isHashed(path),
  );
  if (found === undefined) return;
  const isOutside = found.path.startsWith('..') || isAbsolute(found.path);
  const owner = { root: context.root, project: task.project, target: named.target };
  throw new SignalError({
    code: 'ARGUMENT_UNHASHED',
    message: `\`args\` of ${task.id} names ${found.written}, which is ${isOutside ? 'outside the workspace' : 'no input of it'}: a stored result could be out of date.`,
    place: optionPlace({ ...owner, executor: target.executor }, 'args'),
    hint: isOutside
      ? 'name a tracked file by its path inside the workspace.'
      : `write args into [tool.nx-signal.targets] of the project's pyproject.toml, which makes an input of it; or add "{workspaceRoot}/${found.path}" to the inputs there.`,
  });
}
