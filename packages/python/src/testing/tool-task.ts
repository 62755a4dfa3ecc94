import type { CheckerTask } from '../tools/checkers/checker-task.js';
import type { ToolOptions, ToolTask, ToolWorkspace, TypecheckOptions } from '../tools/tool-task.js';

/** A task of the project in libs/a, whose environment is the root's. */
export function toolTask<T extends ToolOptions>(
  options: T,
  more: Partial<ToolTask> = {},
): ToolTask & { options: T } {
  return { id: 'a:task', project: 'libs/a', nested: [], ...more, options };
}

/** The same, of a type checker, over its `src` and `tests`. */
export function checkerTask(
  tool: TypecheckOptions['tool'],
  task: Partial<ToolTask> = {},
  more: Partial<TypecheckOptions> = {},
): CheckerTask {
  const options: TypecheckOptions = {
    kind: 'typecheck',
    tool,
    environment: '.',
    paths: ['src', 'tests'],
    ...more,
  };
  return toolTask(options, { id: 'a:typecheck', ...task });
}

/** A workspace whose tools are in `.venv/bin` below `root`. */
export function toolWorkspace(root: string, more: Partial<ToolWorkspace> = {}): ToolWorkspace {
  return {
    root,
    environmentFolder: `${root}/.venv`,
    cacheFolder: `${root}/cache`,
    importRoots: [],
    sourceFolders: [],
    ownRoots: [],
    ...more,
  };
}
