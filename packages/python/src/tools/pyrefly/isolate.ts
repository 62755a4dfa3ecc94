import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SignalError } from '../../errors.js';

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function settingsIn(folder: string): string | undefined {
  const own = join(folder, 'pyrefly.toml');
  if (textOf(own) !== undefined) return own;
  const shared = join(folder, 'pyproject.toml');
  return /^\s*\[+tool\.pyrefly\b/m.test(textOf(shared) ?? '') ? shared : undefined;
}

/**
 * Throws SETTINGS_OUTSIDE when pyrefly, which finds no settings in the workspace, would find some above
 * it: no hash could know of them, and pyrefly cannot be told to look no further.
 */
export function refuseOutsideSettings(workspaceRoot: string): void {
  for (let folder = dirname(workspaceRoot); ; folder = dirname(folder)) {
    const file = settingsIn(folder);
    if (file !== undefined) {
      throw new SignalError({
        code: 'SETTINGS_OUTSIDE',
        message: `pyrefly has no settings in this workspace and would read ${file}, which is outside and part of no hash.`,
        hint: 'add an empty [tool.pyrefly] section to the pyproject.toml of the workspace.',
      });
    }
    if (folder === dirname(folder)) return;
  }
}
