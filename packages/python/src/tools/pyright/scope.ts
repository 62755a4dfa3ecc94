import { directoryOf, joinPath } from '../../paths.js';
import type { ConfigFiles, ToolConfig } from '../../settings/config-lookup.js';
import { type Extension, namesIn, withExtended } from '../../settings/extended-files.js';
import { belongsTo } from '../../settings/project-folder.js';
import { type CheckerScope, outsideOf, scopePath, scopePattern } from '../checkers/scope.js';

/** What pyright leaves out where its settings do not say it. */
const usuallyExcluded = ['**/node_modules', '**/__pycache__', '**/.*'];

/** A list in settings, or else in those that they build on, as seen from the workspace root. */
function listOf(
  key: string,
  file: string,
  extension: Extension,
  files: ConfigFiles,
): string[] | undefined {
  for (const settings of withExtended(file, extension, files)) {
    const names = namesIn(settings, { ...extension, key }, files);
    if (names.length === 0) continue;
    const folder = directoryOf(settings);
    return names.flatMap((path) => scopePath({ folder, path }, files) ?? []);
  }
  return undefined;
}

/**
 * `include` and `exclude` of pyright's settings, which hold for the whole folder of the settings. A path
 * that pyright is given stands in the place of `include`, so what is given has to follow it.
 */
export function pyrightScope(
  { file }: ToolConfig,
  project: string,
  files: ConfigFiles,
  extension: Extension,
): CheckerScope {
  const list = (key: string) =>
    file === undefined ? undefined : listOf(key, file, extension, files);
  const include = list('include') ?? [project];
  const included = include.map(scopePattern);
  const folder = file === undefined ? '.' : directoryOf(file);
  const usual = usuallyExcluded.map((glob) => joinPath(folder, glob));
  const excluded = (list('exclude') ?? usual).map(scopePattern);
  const isOwn = file !== undefined && belongsTo(file, project, files);
  return {
    checks: (path) =>
      included.some((pattern) => pattern.test(path)) &&
      !excluded.some((pattern) => pattern.test(path)),
    outside: isOwn ? outsideOf(project, include) : [],
  };
}
