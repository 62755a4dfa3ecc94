import { dirname, join } from 'node:path';
import { SignalError } from '../errors.js';
import { readText } from './read-text.js';

/** Files of one tool that may hold its settings. */
export interface OutsideSettings {
  tool: string;
  /** Names of files that hold nothing else. */
  files: readonly string[];
  /** Finds the tool's part of a pyproject.toml. */
  section: RegExp;
  /** The section to be written into the workspace, which stops the search. */
  remedy: string;
}

function settingsIn(folder: string, { files, section }: OutsideSettings): string | undefined {
  const own = files.map((name) => join(folder, name)).find((file) => readText(file) !== undefined);
  if (own !== undefined) return own;
  const shared = join(folder, 'pyproject.toml');
  return section.test(readText(shared) ?? '') ? shared : undefined;
}

/** The nearest settings of a tool above the workspace. */
function settingsAbove(workspaceRoot: string, settings: OutsideSettings): string | undefined {
  for (let folder = dirname(workspaceRoot); ; folder = dirname(folder)) {
    const file = settingsIn(folder, settings);
    if (file !== undefined || folder === dirname(folder)) return file;
  }
}

/** What was found, for as long as somebody holds the key: the tasks of a batch all ask the same. */
const found = new WeakMap<object, Map<OutsideSettings, string | undefined>>();

/**
 * Throws SETTINGS_OUTSIDE when a tool for which there are no settings in the workspace would find some
 * above it: no hash could know of them, and the tool cannot be told to look no further.
 *
 * @param workspace - what the answer is kept by
 */
export function refuseOutsideSettings(
  workspace: { root: string },
  settings: OutsideSettings,
): void {
  const known = found.get(workspace) ?? new Map<OutsideSettings, string | undefined>();
  found.set(workspace, known);
  if (!known.has(settings)) known.set(settings, settingsAbove(workspace.root, settings));
  const file = known.get(settings);
  if (file === undefined) return;
  const { tool, remedy } = settings;
  throw new SignalError({
    code: 'SETTINGS_OUTSIDE',
    message: `${tool} has no settings in this workspace and would read ${file}, which is outside it and cannot be hashed.`,
    hint: `add an empty ${remedy} section to the pyproject.toml of the workspace.`,
  });
}
