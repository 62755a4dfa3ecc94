import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ToolWorkspace } from '../tool-task.js';
import { type CheckerTask, givenPaths } from './checker-task.js';

function pythonFiles(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.pyi?$/.test(file))
    .map((file) => join(path, file));
}

/** Whether a file that a task checks has a comment that may suppress a finding. */
export function mentionsIgnore(task: CheckerTask, { root }: ToolWorkspace): boolean {
  try {
    return givenPaths(task)
      .flatMap((path) => pythonFiles(join(root, path)))
      .some((file) => /#.*(?:ignore|noqa|pyre-)/.test(readFileSync(file, 'utf8')));
  } catch {
    // Something went away meanwhile: the checker will tell.
    return true;
  }
}
