import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ToolTask, ToolWorkspace } from '../tool-task.js';

/** Text of the file with a checker's settings; empty where there is none. */
export function settingsText({ config }: ToolTask, { root }: ToolWorkspace): string {
  try {
    return config === undefined ? '' : readFileSync(join(root, config), 'utf8');
  } catch {
    // The checker reports it.
    return '';
  }
}
