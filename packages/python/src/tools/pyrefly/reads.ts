import {
  type Candidate,
  type ConfigFiles,
  type ConfigPart,
  lookIn,
  type ToolConfig,
} from '../../settings/config-lookup.js';
import { isInsideProject } from '../../settings/project-folder.js';
import type { CheckerReads } from '../checkers/checker-reads.js';
import { pyreflyScope } from './scope.js';

const candidates: readonly Candidate[] = [
  { name: 'pyrefly.toml' },
  { name: 'pyproject.toml', sections: ['tool.pyrefly'] },
];

const between = new WeakMap<ConfigFiles, ConfigPart[]>();

/** Settings of pyrefly in all folders that belong to no project. */
function betweenProjects(files: ConfigFiles): ConfigPart[] {
  const known = between.get(files);
  if (known) return known;
  const folders = [...(files.directories?.() ?? [])].sort();
  const found = folders
    .filter((directory) => !isInsideProject(directory, files))
    .flatMap((directory) => lookIn(directory, candidates, files) ?? []);
  between.set(files, found);
  return found;
}

/**
 * Pyrefly looks for the settings of each file it reads, also of those that are imported: whichever
 * project they are in, settings above it count. Those in a project are among its files.
 */
function withAllSettings(config: ToolConfig, _project: string, files: ConfigFiles): ToolConfig {
  const above = new Set(config.above.map(({ file }) => file));
  const others = betweenProjects(files).filter(({ file }) => !above.has(file));
  return { ...config, above: [...config.above, ...others] };
}

/** What pyrefly reads. */
export const pyreflyReads: CheckerReads = {
  candidates,
  pathKeys: ['search-path', 'search_path', 'site-package-path', 'site_package_path', 'baseline'],
  usualPaths: [],
  complete: withAllSettings,
  scope: pyreflyScope,
};
