import { readFileSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { dataFolder } from '../data-folder.js';
import { writeWhole } from '../process/write-whole.js';

function readTaken(file: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  } catch {
    return {};
  }
}

/** A path as people see it: from the root, where it is inside. */
function shownPath(workspaceRoot: string, folder: string): string {
  const path = relative(workspaceRoot, folder).replaceAll('\\', '/');
  return path.startsWith('..') || isAbsolute(path) ? folder : path;
}

/**
 * One line that says which environment was taken for a folder without uv.lock, where it is not the `.venv`
 * in that folder. Undefined when that was said before, and nothing else was taken since.
 */
export function sayTaken(
  workspaceRoot: string,
  environment: string,
  folder: string,
): string | undefined {
  const file = join(dataFolder(workspaceRoot), 'taken.json');
  const taken = readTaken(file);
  if (taken[environment] === folder) return undefined;
  try {
    writeWhole(file, JSON.stringify({ ...taken, [environment]: folder }));
  } catch {
    // It is said again the next time.
  }
  if (folder === join(workspaceRoot, environment, '.venv')) return undefined;
  const whose = environment === '.' ? 'the workspace' : environment;
  return `Using the environment ${shownPath(workspaceRoot, folder)} for ${whose}.`;
}
