import { SignalError } from '../errors.js';
import { ignoredFiles } from '../process/ignored-files.js';
import { isAboveWorkspace } from '../settings/config-lookup.js';
import type { ToolTask } from '../tools/tool-task.js';

/** Is tracked wherever git knows the workspace at all. */
const always = 'nx.json';

function refusal(file: string): SignalError {
  return new SignalError({
    code: 'SETTINGS_IGNORED',
    message: `The settings for this task are in ${file}, which git or Nx ignore: no hash could know of them, and a stored result could be out of date.`,
    place: { file },
    hint: 'take the file out of the ignore files, or remove it.',
  });
}

/**
 * The errors of tasks whose tool would follow settings that git or Nx ignore, by the tasks' ids. Tools look on
 * the disk, where nothing says which files are hashed.
 */
export async function ignoredSettings(
  tasks: readonly ToolTask[],
  root: string,
): Promise<Map<string, SignalError>> {
  const files = tasks.flatMap(({ config }) =>
    config === undefined || isAboveWorkspace(config) ? [] : [config],
  );
  if (files.length === 0) return new Map();
  const ignored = await ignoredFiles([always, ...new Set(files)], root);
  if (ignored.has(always)) return new Map();
  return new Map(
    tasks.flatMap(({ id, config }) =>
      config !== undefined && ignored.has(config) ? [[id, refusal(config)] as const] : [],
    ),
  );
}
