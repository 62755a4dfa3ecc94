import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SignalError } from '../errors.js';
import { joinPath, withAncestors } from '../paths.js';
import { ignoredFiles } from '../process/ignored-files.js';
import { isAboveWorkspace } from '../settings/config-lookup.js';
import type { ToolTask } from '../tools/tool-task.js';

/** Is tracked wherever git knows the workspace at all. */
const always = 'nx.json';

function refusal(file: string): SignalError {
  return new SignalError({
    code: 'SETTINGS_IGNORED',
    message: `The settings of this task are in ${file}, which git or Nx ignore: they cannot be hashed, so a stored result could be out of date.`,
    place: { file },
    hint: 'stop ignoring the file, or remove it.',
  });
}

/** The file with a task's settings, and what pytest loads from the folders of tests and those around them. */
function settingsOf({ config, project, options }: ToolTask, root: string): string[] {
  const paths = options.kind === 'test' ? options.paths : [];
  const folders = paths.flatMap((path) => withAncestors(joinPath(project, path)));
  const loaded = [...new Set(folders)]
    .map((folder) => joinPath(folder, 'conftest.py'))
    .filter((file) => existsSync(join(root, file)));
  return config === undefined || isAboveWorkspace(config) ? loaded : [config, ...loaded];
}

/**
 * The errors of tasks whose tool would follow settings that git or Nx ignore, by the tasks' ids. Tools look on
 * the disk, where nothing says which files are hashed.
 */
export async function ignoredSettings(
  tasks: readonly ToolTask[],
  root: string,
): Promise<Map<string, SignalError>> {
  const byTask = tasks.map((task) => ({ id: task.id, files: settingsOf(task, root) }));
  const files = new Set(byTask.flatMap((one) => one.files));
  if (files.size === 0) return new Map();
  const ignored = await ignoredFiles([always, ...files], root);
  if (ignored.has(always)) return new Map();
  return new Map(
    byTask.flatMap((task) => {
      const file = task.files.find((one) => ignored.has(one));
      return file === undefined ? [] : [[task.id, refusal(file)] as const];
    }),
  );
}
