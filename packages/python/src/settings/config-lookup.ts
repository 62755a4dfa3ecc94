import { directoryOf, joinPath, withAncestors } from '../paths.js';
import { type Pyproject, valueAt } from '../toml/pyproject.js';
import type { OutsideFile } from './extended-files.js';
import type { FolderNames } from './folder-names.js';
import { iniSections } from './ini-sections.js';

/** A file, or one part of it, that decides what a tool does. */
export interface ConfigPart {
  /** Path relative to the workspace root. */
  file: string;
  /** Dotted key or INI section; undefined for the whole file. */
  section?: string;
  value: unknown;
}

/** What one tool reads for one project. */
export interface ToolConfig {
  /** The file whose settings apply, or undefined when the tool runs on its defaults. */
  file: string | undefined;
  /** What it reads outside the project's folder; what lies inside is in the project's files. */
  above: ConfigPart[];
  /** Whether settings in sub-folders of the project build on files outside it. */
  reachesOut?: boolean;
  /** What its settings name outside the repository: no hash can hold it. */
  outside?: readonly OutsideFile[];
  /** Names that it goes by, whatever the files behind them hold. */
  names?: NamesRead;
}

/** Names of folders and modules that a tool looks at. */
export interface NamesRead {
  /** By the folder of the settings that make it look: `names under .`. */
  parts: readonly ConfigPart[];
  /** Whether its settings make it go by them. */
  isUsed: boolean;
  /** Patterns of files that bring or take a name: what `affected` has to notice. */
  patterns: readonly string[];
}

/** The workspace's files, as far as looking up configuration needs them. */
export interface ConfigFiles {
  /** Text of a file, or undefined when there is none. */
  text(file: string): string | undefined;
  pyproject(directory: string): Pyproject | undefined;
  /** Whether a folder is that of a project, where all are known. */
  isProject?(directory: string): boolean;
  /** Folders with configuration, as far as the graph is made from all of them. */
  directories?(): Iterable<string>;
  /**
   * Folders above the workspace, up to the root of its git repository, nearest first: `..`, `../..`. Tools
   * look there, too; their files have paths such as `../ruff.toml`.
   */
  above?: readonly string[];
  /** Path of the workspace from the root of its git repository, where these are two folders: `py`. */
  inRepository?: string;
  /** Names in the workspace's folders, where the graph is made. */
  names?(): FolderNames;
  /** Text of the hooks of a folder. */
  hooks?(directory: string): { file: string; text: string } | undefined;
  /** Files in whose commands ruff formats, by the folder that these are for. */
  formatting?(): ReadonlyMap<string, string>;
}

/** A place a tool looks at in each folder, in its own order. */
export interface Candidate {
  name: string;
  /** Keys of pyproject.toml, or INI sections; a whole file when missing. */
  sections?: readonly string[];
}

/** Its keys hold in all sections of an INI file. */
const everySection = 'DEFAULT';

function sectionsOf(file: string, wanted: readonly string[], files: ConfigFiles): ConfigPart[] {
  if (file.endsWith('.toml')) {
    const pyproject = files.pyproject(directoryOf(file));
    if (!pyproject) return [];
    return wanted
      .map((section) => ({ file, section, value: valueAt(pyproject.data, section) }))
      .filter(({ value }) => value !== undefined);
  }
  // [mypy] has companions of the form [mypy-package.*].
  const isWanted = (name: string) =>
    wanted.some((section) => name === section || name.startsWith(`${section}-`));
  const all = [...iniSections(files.text(file) ?? '')];
  if (!all.some(([name]) => isWanted(name))) return [];
  return all
    .filter(([name]) => isWanted(name) || name === everySection)
    .map(([section, value]) => ({ file, section, value }));
}

/** What one folder has for a tool. */
export function lookIn(
  directory: string,
  candidates: readonly Candidate[],
  files: ConfigFiles,
): ConfigPart[] | undefined {
  const prefix = directory === '.' ? '' : `${directory}/`;
  for (const { name, sections } of candidates) {
    const file = prefix + name;
    if (sections) {
      const found = sectionsOf(file, sections, files);
      if (found.length > 0) return found;
    } else {
      const value = files.text(file);
      if (value !== undefined) return [{ file, value }];
    }
  }
  return undefined;
}

/**
 * A path that settings above the workspace give to something inside it, as it is seen from the workspace:
 * `../py/stubs` → `stubs` where the workspace is the folder `py`.
 */
export function intoWorkspace(path: string, { inRepository = '' }: ConfigFiles): string {
  const [up = ''] = /^(?:\.\.\/)+/.exec(path) ?? [];
  const levels = up.length / 3;
  const own = inRepository.split('/').slice(-levels).join('/');
  const rest = path.slice(up.length);
  if (levels === 0 || own === '') return path;
  if (rest === own) return '.';
  return rest.startsWith(`${own}/`) ? rest.slice(own.length + 1) : path;
}

/** The folder in which a tool looks next, up to the root of the git repository. */
function parentOf(directory: string, { above = [] }: ConfigFiles): string | undefined {
  if (directory === '.') return above[0];
  const index = above.indexOf(directory);
  return index < 0 ? directoryOf(directory) : above[index + 1];
}

/** The folders above a project, nearest first, up to the root of the git repository. */
export function foldersAbove(project: string, { above = [] }: ConfigFiles): string[] {
  return [...withAncestors(project).slice(1), ...above];
}

/** Whether a path is that of a file above the workspace, which Nx neither hashes nor watches. */
export function isAboveWorkspace(path: string): boolean {
  return path.startsWith('../');
}

/** What is found from a folder upwards: projects beside each other share all but the first step. */
type Found = Map<readonly Candidate[], Map<string, ConfigPart[] | undefined>>;
const known = new WeakMap<ConfigFiles, Found>();

function foundFrom(
  directory: string,
  candidates: readonly Candidate[],
  files: ConfigFiles,
): ConfigPart[] | undefined {
  const all: Found = known.get(files) ?? new Map();
  const found = all.get(candidates) ?? new Map<string, ConfigPart[] | undefined>();
  known.set(files, all.set(candidates, found));
  if (!found.has(directory)) {
    const parent = parentOf(directory, files);
    const here = lookIn(directory, candidates, files);
    const above = () => (parent === undefined ? undefined : foundFrom(parent, candidates, files));
    found.set(directory, here ?? above());
  }
  return found.get(directory);
}

/** The nearest configuration at or above a project. */
export function findConfig(
  project: string,
  candidates: readonly Candidate[],
  files: ConfigFiles,
): ToolConfig {
  const own = lookIn(project, candidates, files);
  if (own) return { file: own[0]?.file, above: [] };
  const parent = parentOf(project, files);
  const above = parent === undefined ? undefined : foundFrom(parent, candidates, files);
  return { file: above?.[0]?.file, above: above ?? [] };
}

/** The parts of some files in the folders above a project, nearest first. */
export function partsAbove(
  project: string,
  files: ConfigFiles,
  partIn: (directory: string) => ConfigPart | undefined,
): ConfigPart[] {
  return foldersAbove(project, files).flatMap((directory) => partIn(directory) ?? []);
}

/** The files of one name in the folders above a project, as a whole. */
export function wholeFiles(name: string, project: string, files: ConfigFiles): ConfigPart[] {
  return partsAbove(project, files, (directory) => {
    const file = joinPath(directory, name);
    const value = files.text(file);
    return value === undefined ? undefined : { file, value };
  });
}

/** One key of each pyproject.toml in the folders above a project. */
export function sectionsAbove(section: string, project: string, files: ConfigFiles): ConfigPart[] {
  return partsAbove(project, files, (directory) => {
    const pyproject = files.pyproject(directory);
    const value = pyproject && valueAt(pyproject.data, section);
    const file = joinPath(directory, 'pyproject.toml');
    return value === undefined ? undefined : { file, section, value };
  });
}
