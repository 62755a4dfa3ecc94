import type { ToolOptions, ToolTask, ToolWorkspace } from '../executors/tools/tool-task.js';

/** A task of the project in libs/a, whose environment is the root's. */
export function toolTask<T extends ToolOptions>(
  options: T,
  more: Partial<ToolTask> = {},
): ToolTask & { options: T } {
  return { id: 'a:task', project: 'libs/a', nested: [], ...more, options };
}

/** A workspace whose tools are in `.venv/bin` below `root`. */
export function toolWorkspace(root: string, more: Partial<ToolWorkspace> = {}): ToolWorkspace {
  return {
    root,
    environmentFolder: `${root}/.venv`,
    cacheFolder: `${root}/cache`,
    importRoots: [],
    sourceFolders: [],
    ...more,
  };
}
