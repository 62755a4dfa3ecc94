import { directoryOf, isInside, joinPath } from '../../paths.js';
import type { ConfigFiles, ToolConfig } from '../../settings/config-lookup.js';
import { valueAt } from '../../toml/pyproject.js';
import type { CheckerReads } from '../checkers/checker-reads.js';

/** Ty takes the version of Python from the `requires-python` beside its settings. */
function withRequiresPython(config: ToolConfig, project: string, files: ConfigFiles): ToolConfig {
  if (config.file === undefined || isInside(config.file, project)) return config;
  const directory = directoryOf(config.file);
  const section = 'project.requires-python';
  const value = valueAt(files.pyproject(directory)?.data ?? {}, section);
  if (value === undefined) return config;
  const part = { file: joinPath(directory, 'pyproject.toml'), section, value };
  return { ...config, above: [...config.above, part] };
}

/** What ty reads. */
export const tyReads: CheckerReads = {
  candidates: [{ name: 'ty.toml' }, { name: 'pyproject.toml', sections: ['tool.ty'] }],
  pathKeys: ['extra-paths', 'root', 'typeshed', 'baseline'],
  usualPaths: [],
  complete: withRequiresPython,
};
