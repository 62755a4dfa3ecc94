import type { TypeChecker } from '../../options/names.js';
import { directoryOf, isInside, joinPath } from '../../paths.js';
import {
  type Candidate,
  type ConfigFiles,
  type ConfigPart,
  extendedParts,
  findConfig,
  lookIn,
  type ToolConfig,
} from '../../settings/config-lookup.js';
import { isInsideProject } from '../../settings/project-folder.js';
import { valueAt } from '../../toml/pyproject.js';

/** Where each type checker has its settings, in its own order. */
const candidates: Record<TypeChecker, readonly Candidate[]> = {
  mypy: [
    { name: 'mypy.ini' },
    { name: '.mypy.ini' },
    { name: 'pyproject.toml', sections: ['tool.mypy'] },
    { name: 'setup.cfg', sections: ['mypy'] },
  ],
  basedpyright: [
    { name: 'pyrightconfig.json' },
    { name: 'pyproject.toml', sections: ['tool.basedpyright', 'tool.pyright'] },
  ],
  pyright: [{ name: 'pyrightconfig.json' }, { name: 'pyproject.toml', sections: ['tool.pyright'] }],
  ty: [{ name: 'ty.toml' }, { name: 'pyproject.toml', sections: ['tool.ty'] }],
  pyrefly: [{ name: 'pyrefly.toml' }, { name: 'pyproject.toml', sections: ['tool.pyrefly'] }],
};

/** By checker. */
export const checkerCandidatesOf: Readonly<Record<TypeChecker, readonly Candidate[]>> = candidates;

/** All of them. */
export const checkerCandidates: readonly Candidate[] = Object.values(candidates).flat();

/** How pyright's settings name another file that they build on. */
export const pyrightExtension = {
  key: 'extends',
  sections: ['tool.pyright', 'tool.basedpyright'],
};

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

const between = new WeakMap<ConfigFiles, ConfigPart[]>();

/** Settings of pyrefly in all folders that belong to no project. */
function betweenProjects(files: ConfigFiles): ConfigPart[] {
  const known = between.get(files);
  if (known) return known;
  const folders = [...(files.directories?.() ?? [])].sort();
  const found = folders
    .filter((directory) => !isInsideProject(directory, files))
    .flatMap((directory) => lookIn(directory, candidates.pyrefly, files) ?? []);
  between.set(files, found);
  return found;
}

/**
 * Pyrefly looks for the settings of each file it reads, also of those that are imported: whichever
 * project they are in, settings above it count. Those in a project are among its files.
 */
function withAllSettings(config: ToolConfig, files: ConfigFiles): ToolConfig {
  const above = new Set(config.above.map(({ file }) => file));
  const others = betweenProjects(files).filter(({ file }) => !above.has(file));
  return { ...config, above: [...config.above, ...others] };
}

/**
 * A type checker's settings: the nearest file that has some, and what that builds on. The executor
 * hands exactly that file to the checker, or runs it where it finds that one first.
 */
export function checkerConfig(
  checker: TypeChecker,
  project: string,
  files: ConfigFiles,
): ToolConfig {
  const config = findConfig(project, candidates[checker], files);
  if (checker === 'pyrefly') return withAllSettings(config, files);
  if (checker === 'ty') return withRequiresPython(config, project, files);
  if (checker !== 'pyright' && checker !== 'basedpyright') return config;
  const extended = extendedParts(project, config.file, pyrightExtension, files);
  return { ...config, above: [...config.above, ...extended] };
}
