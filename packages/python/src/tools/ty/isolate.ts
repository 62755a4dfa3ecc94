import { join } from 'node:path';
import type { CheckerTask } from '../checkers/checker-task.js';
import { checkerEnvironment } from '../checkers/isolate.js';
import { type EnvironmentChanges, withoutAccount } from '../isolate.js';
import { pythonFile } from '../python-file.js';
import type { ToolWorkspace } from '../tool-task.js';

/** Ty runs beside its settings and so finds them first; where there are none it is given none. */
export function tySettings({ config }: CheckerTask): string[] {
  return config === undefined ? ['--config-file', join(pythonFile('no-settings'), 'ty.toml')] : [];
}

/** The variables that ty runs with: settings of whoever runs it would be laid below the project's. */
export function isolateTy(task: CheckerTask, workspace: ToolWorkspace): EnvironmentChanges {
  return { ...checkerEnvironment(task, workspace), ...withoutAccount(workspace) };
}
