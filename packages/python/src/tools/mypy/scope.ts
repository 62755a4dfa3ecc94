import { directoryOf } from '../../paths.js';
import type { ConfigFiles, ToolConfig } from '../../settings/config-lookup.js';
import { iniSections } from '../../settings/ini-sections.js';
import { belongsTo } from '../../settings/project-folder.js';
import { moduleFiles, modulePlaces } from '../../settings/workspace-modules.js';
import { asTable, valueAt } from '../../toml/pyproject.js';
import { type CheckerScope, outsideOf, scopePath, scopePattern } from '../checkers/scope.js';

/** A setting of mypy that is a list: an array or a text in TOML, a text over several lines in INI. */
function listSetting(key: string, file: string, files: ConfigFiles): string[] {
  const pyproject = file.endsWith('.toml') ? files.pyproject(directoryOf(file)) : undefined;
  const value = pyproject
    ? asTable(valueAt(pyproject.data, 'tool.mypy'))[key]
    : new RegExp(`^${key}[ \\t]*[=:][ \\t]*(.*(?:\\n[ \\t]+.*)*)`, 'm').exec(
        iniSections(files.text(file) ?? '').get('mypy') ?? '',
      )?.[1];
  const texts = Array.isArray(value) ? value : [value];
  return texts
    .flatMap((text: unknown) => (typeof text === 'string' ? text.split(/[,\n]/) : []))
    .map((text) => text.trim())
    .filter(Boolean);
}

/** Paths and globs in `files`, relative to the root. */
function namedFiles(file: string, files: ConfigFiles): string[] {
  const folder = directoryOf(file);
  return listSetting('files', file, files).flatMap((path) => {
    const plain = path.replace(/^\$MYPY_CONFIG_FILE_DIR\//, '');
    return scopePath({ folder, path: plain }, files) ?? [];
  });
}

/**
 * What mypy's settings name. Those of the project it reads by itself, so which of the project's files they mean is
 * left to it. Settings above a project are read there by who runs mypy in their folder: what their `files` leave out
 * is never checked.
 */
export function mypyScope({ file }: ToolConfig, project: string, files: ConfigFiles): CheckerScope {
  const all = () => true;
  if (file === undefined) return { checks: all, outside: [] };
  const named = namedFiles(file, files);
  const modules = ['packages', 'modules'].flatMap((key) => listSetting(key, file, files));
  if (belongsTo(file, project, files)) {
    const more = modules.flatMap((module) => moduleFiles(module, modulePlaces(files)));
    return { checks: all, outside: outsideOf(project, [...named, ...more]) };
  }
  const patterns = named.map(scopePattern);
  const isSaid = named.length > 0 && modules.length === 0;
  const checks = (path: string) => patterns.some((pattern) => pattern.test(path));
  return { checks: isSaid ? checks : all, outside: [] };
}
