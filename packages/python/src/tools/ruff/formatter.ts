import { directoryOf, withAncestors } from '../../paths.js';
import type { ConfigFiles, ToolConfig } from '../../settings/config-lookup.js';
import { withExtended } from '../../settings/extended-files.js';
import { asTable, parsePyproject, valueAt } from '../../toml/pyproject.js';
import { ruffExtension } from './reads.js';

/** Formatters that a project may have in the place of ruff's. */
const others = ['black', 'yapf', 'blue', 'pyink', 'autopep8'];

/** Whether ruff's settings have something to say about formatting. */
function setsFormatting(file: string, files: ConfigFiles): boolean {
  const pyproject = files.pyproject(directoryOf(file));
  if (pyproject?.file === file) return valueAt(pyproject.data, 'tool.ruff.format') !== undefined;
  try {
    return parsePyproject(file, files.text(file) ?? '').data['format'] !== undefined;
  } catch {
    // Ruff reports it.
    return false;
  }
}

/**
 * The file that has ruff format a project: one of ruff's own settings that says something about formatting, or one
 * with a command for the project or a folder around it. Commands do not count where another formatter has settings
 * at or above the project, or is declared.
 *
 * @param declared - normalised names that the project and the root of its environment declare
 */
export function formatEvidence(
  project: string,
  { file }: ToolConfig,
  declared: ReadonlySet<string>,
  files: ConfigFiles,
): string | undefined {
  const settings = file === undefined ? [] : withExtended(file, ruffExtension, files);
  const setting = settings.find((one) => setsFormatting(one, files));
  if (setting !== undefined) return setting;
  const configured = withAncestors(project).flatMap((folder) =>
    Object.keys(asTable(valueAt(files.pyproject(folder)?.data ?? {}, 'tool'))),
  );
  if (others.some((name) => declared.has(name) || configured.includes(name))) return undefined;
  const commands = files.formatting?.();
  const folder = withAncestors(project).find((one) => commands?.has(one));
  return folder === undefined ? undefined : commands?.get(folder);
}
