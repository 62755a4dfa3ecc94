import { delimiter, join, relative } from 'node:path';
import { executableIn } from '../../environment/locate.js';
import { directoryOf, isInside, joinPath } from '../../project/paths.js';
import { reportForProject } from './mypy-output.js';
import type { ToolStep, ToolTask, ToolWorkspace, TypecheckOptions } from './tool-task.js';

/** Mypy resolves the paths of its configuration against where it runs: beside that file. */
function workingFolder(config: string | undefined): string {
  return config === undefined ? '.' : directoryOf(config);
}

/**
 * Mypy over one project. Siblings are found by their sources rather than as installed packages, so
 * that they need no `py.typed` and are never out of date.
 */
export function mypySteps(
  task: ToolTask & { options: TypecheckOptions },
  workspace: ToolWorkspace,
): ToolStep[] {
  const { project, nested, config, options } = task;
  const cwd = workingFolder(config);
  const fromCwd = (path: string) =>
    relative(join(workspace.root, cwd), join(workspace.root, path)).replaceAll('\\', '/') || '.';
  const isOwn = (printed: string) => {
    const path = joinPath(cwd, printed);
    return isInside(path, project) && !nested.some((other) => isInside(path, other));
  };
  return [
    {
      tool: 'mypy',
      invocation: {
        command: executableIn(workspace.environmentFolder, 'mypy'),
        args: [
          `--config-file=${config === undefined ? '' : fromCwd(config)}`,
          `--cache-dir=${join(workspace.cacheFolder, 'mypy', project.replaceAll('/', '+'))}`,
          ...(options.args ?? []),
          // Last, since whose a finding is shows in its line.
          '--no-pretty',
          '--hide-absolute-path',
          ...options.paths.map((path) => fromCwd(joinPath(project, path))),
        ],
        cwd: join(workspace.root, cwd),
        env: {
          MYPYPATH: workspace.importRoots.map((path) => join(workspace.root, path)).join(delimiter),
        },
      },
      judge: ({ exitCode, output }) =>
        exitCode === 0 ? { success: true, output } : reportForProject(output, isOwn),
    },
  ];
}
