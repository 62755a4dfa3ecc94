import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withAncestors } from '../../paths.js';
import { repositoryFoldersAbove } from '../../settings/folders-above.js';
import { type OutsideSettings, refuseOutsideSettings } from '../../settings/outside-settings.js';
import {
  type EnvironmentChanges,
  hashedVariables,
  type Variables,
  withoutAccount,
} from '../isolate.js';
import type { ToolTask, ToolWorkspace } from '../tool-task.js';

const settings: OutsideSettings = {
  tool: 'ruff',
  files: ['.ruff.toml', 'ruff.toml'],
  section: /^\s*\[+tool\.ruff\b/m,
  remedy: '[tool.ruff]',
};

const version = /^\s*requires-python\s*=/m;
const settingsOrVersion: OutsideSettings = {
  ...settings,
  section: new RegExp(`${settings.section.source}|${version.source}`, 'm'),
};

/** Without settings ruff takes its target version from the nearest manifest that names one. */
function hasVersion({ project }: ToolTask, { root }: ToolWorkspace): boolean {
  const folders = [...withAncestors(project), ...repositoryFoldersAbove(root)];
  const manifests = folders.map((folder) => join(root, folder, 'pyproject.toml'));
  return manifests.some((file) => existsSync(file) && version.test(readFileSync(file, 'utf8')));
}

/** Whether a task's own arguments keep ruff from looking for settings. */
function namesSettings({ options }: ToolTask): boolean {
  const args = options.args ?? [];
  return args.some(
    (argument, index) =>
      argument === '--isolated' ||
      /^--config=[^=]*$/.test(argument) ||
      (argument === '--config' && !(args[index + 1] ?? '').includes('=')),
  );
}

/** Throws SETTINGS_OUTSIDE when ruff would follow settings above the workspace. */
export function refuseSettingsAbove(task: ToolTask, workspace: ToolWorkspace): void {
  if (task.config !== undefined || namesSettings(task)) return;
  refuseOutsideSettings(workspace, settings);
  if (!hasVersion(task, workspace)) refuseOutsideSettings(workspace, settingsOrVersion);
}

/** Whether a task can be run together with others: its error would be theirs. */
export function followsSettingsAbove(task: ToolTask, workspace: ToolWorkspace): boolean {
  try {
    refuseSettingsAbove(task, workspace);
    return false;
  } catch {
    return true;
  }
}

/**
 * The variables that ruff runs with. It looks for settings of the account, below XDG_CONFIG_HOME or
 * `~/.config` (on macOS, too) or APPDATA, wherever it finds none in the folders above a file; and for
 * git's list of files that are ignored everywhere, which it leaves out even if they are tracked.
 */
export function isolateRuff(task: Variables, workspace: ToolWorkspace): EnvironmentChanges {
  return {
    ...hashedVariables(task),
    ...withoutAccount(workspace),
    // Its cache does not know which folders and modules made an import first party.
    RUFF_NO_CACHE: 'true',
  };
}
