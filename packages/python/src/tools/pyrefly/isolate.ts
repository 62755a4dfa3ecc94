import { type OutsideSettings, refuseOutsideSettings } from '../../settings/outside-settings.js';
import type { CheckerTask } from '../checkers/checker-task.js';
import { checkerEnvironment } from '../checkers/isolate.js';
import type { EnvironmentChanges } from '../isolate.js';
import type { ToolWorkspace } from '../tool-task.js';

const settings: OutsideSettings = {
  tool: 'pyrefly',
  files: ['pyrefly.toml'],
  section: /^\s*\[+tool\.pyrefly\b/m,
  remedy: '[tool.pyrefly]',
};

/**
 * The variables that pyrefly runs with. It reads no settings of the account, but looks for those of a
 * folder without end: throws SETTINGS_OUTSIDE when it would find some above the workspace.
 */
export function isolatePyrefly(task: CheckerTask, workspace: ToolWorkspace): EnvironmentChanges {
  if (task.config === undefined) refuseOutsideSettings(workspace, settings);
  return checkerEnvironment(task, workspace);
}
