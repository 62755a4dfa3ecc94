import { directoryOf } from '../../paths.js';
import type { ConfigFiles, ToolConfig } from '../../settings/config-lookup.js';
import { namesIn } from '../../settings/extended-files.js';
import { belongsTo } from '../../settings/project-folder.js';
import { type CheckerScope, outsideOf, scopePath, scopePattern } from '../checkers/scope.js';

/** What pyrefly leaves out whatever its settings say. */
const alwaysExcluded = /(?:^|\/)(?:node_modules|__pycache__|venv|\.[^/.][^/]*)\//;

function listOf(keys: readonly string[], file: string | undefined, files: ConfigFiles): string[] {
  if (file === undefined) return [];
  const folder = directoryOf(file);
  return keys
    .flatMap((key) => namesIn(file, { key, sections: ['tool.pyrefly'] }, files))
    .flatMap((path) => scopePath({ folder, path }, files) ?? []);
}

/**
 * `project-includes` and `project-excludes` of pyrefly's settings. It looks for more to leave out in the
 * folders that it is given, but never leaves out what it is given.
 */
export function pyreflyScope(
  { file }: ToolConfig,
  project: string,
  files: ConfigFiles,
): CheckerScope {
  const include = listOf(['project-includes', 'project_includes'], file, files);
  const included = include.map(scopePattern);
  const excluded = listOf(['project-excludes', 'project_excludes'], file, files).map(scopePattern);
  const isOwn = file !== undefined && belongsTo(file, project, files);
  return {
    checks: (path) =>
      (include.length === 0 || included.some((pattern) => pattern.test(path))) &&
      !excluded.some((pattern) => pattern.test(path)) &&
      !alwaysExcluded.test(path),
    outside: isOwn ? outsideOf(project, include) : [],
  };
}
