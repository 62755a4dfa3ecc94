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
 * Whether ruff formats a project: not where another formatter has settings at or above the project, or is
 * declared, unless ruff's own settings are about formatting, too.
 *
 * @param declared - normalised names that the project and the root of its environment declare
 */
export function formatsWithRuff(
  project: string,
  { file }: ToolConfig,
  declared: ReadonlySet<string>,
  files: ConfigFiles,
): boolean {
  const settings = file === undefined ? [] : withExtended(file, ruffExtension, files);
  if (settings.some((one) => setsFormatting(one, files))) return true;
  const configured = withAncestors(project).flatMap((folder) =>
    Object.keys(asTable(valueAt(files.pyproject(folder)?.data ?? {}, 'tool'))),
  );
  return !others.some((name) => declared.has(name) || configured.includes(name));
}
