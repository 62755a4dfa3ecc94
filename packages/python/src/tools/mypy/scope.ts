import { directoryOf } from '../../paths.js';
import type { ConfigFiles, ToolConfig } from '../../settings/config-lookup.js';
import { iniSections } from '../../settings/ini-sections.js';
import { belongsTo } from '../../settings/project-folder.js';
import { moduleFiles, modulePlaces } from '../../settings/workspace-modules.js';
import { asTable, valueAt } from '../../toml/pyproject.js';
import { type CheckerScope, outsideOf, scopePath } from '../checkers/scope.js';

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

/**
 * What mypy's settings name beside the project. It reads `files`, `packages`, `modules` and `exclude` by
 * itself, so which of the project's files these mean is left to it.
 */
export function mypyScope({ file }: ToolConfig, project: string, files: ConfigFiles): CheckerScope {
  const checks = () => true;
  if (file === undefined || !belongsTo(file, project, files)) return { checks, outside: [] };
  const folder = directoryOf(file);
  const named = listSetting('files', file, files).flatMap((path) => {
    const plain = path.replace(/^\$MYPY_CONFIG_FILE_DIR\//, '');
    return scopePath({ folder, path: plain }, files) ?? [];
  });
  const modules = ['packages', 'modules']
    .flatMap((key) => listSetting(key, file, files))
    .flatMap((module) => moduleFiles(module, modulePlaces(files)));
  return { checks, outside: outsideOf(project, [...named, ...modules]) };
}
