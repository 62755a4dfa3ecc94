import { directoryOf, isInside, joinPath, withAncestors } from '../paths.js';
import { asTable, type Pyproject, valueAt } from '../toml/pyproject.js';
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
}

/** The workspace's files, as far as looking up configuration needs them. */
export interface ConfigFiles {
  /** Text of a file, or undefined when there is none. */
  text(file: string): string | undefined;
  pyproject(directory: string): Pyproject | undefined;
  /** Folders with configuration, as far as the graph is made from all of them. */
  directories?(): Iterable<string>;
}

/** A place a tool looks at in each folder, in its own order. */
export interface Candidate {
  name: string;
  /** Keys of pyproject.toml, or INI sections; a whole file when missing. */
  sections?: readonly string[];
}

function sectionsOf(file: string, wanted: readonly string[], files: ConfigFiles): ConfigPart[] {
  if (file.endsWith('.toml')) {
    const pyproject = files.pyproject(directoryOf(file));
    if (!pyproject) return [];
    return wanted
      .map((section) => ({ file, section, value: valueAt(pyproject.data, section) }))
      .filter(({ value }) => value !== undefined);
  }
  // [mypy] has companions of the form [mypy-package.*].
  return [...iniSections(files.text(file) ?? '')]
    .filter(([name]) =>
      wanted.some((section) => name === section || name.startsWith(`${section}-`)),
    )
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
    const [, parent] = withAncestors(directory);
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
  const [, parent] = withAncestors(project);
  const above = parent === undefined ? undefined : foundFrom(parent, candidates, files);
  return { file: above?.[0]?.file, above: above ?? [] };
}

/** The parts of some files in the folders above a project, nearest first. */
export function partsAbove(
  project: string,
  partIn: (directory: string) => ConfigPart | undefined,
): ConfigPart[] {
  return withAncestors(project)
    .slice(1)
    .flatMap((directory) => partIn(directory) ?? []);
}

/** How the settings of a tool name another file that they build on. */
export interface Extension {
  key: string;
  /** Sections of pyproject.toml that may have that key. */
  sections: readonly string[];
}

/** The file that the settings in `file` extend, or undefined. */
export function extendedFile(
  file: string,
  { key, sections }: Extension,
  files: ConfigFiles,
): string | undefined {
  const pyproject = files.pyproject(directoryOf(file));
  const extend =
    pyproject?.file === file
      ? sections.map((section) => asTable(valueAt(pyproject.data, section))[key]).find(Boolean)
      : extensionPattern(key).exec(files.text(file) ?? '')?.[1];
  return typeof extend === 'string' ? joinPath(directoryOf(file), extend) : undefined;
}

/** Finds the key in TOML and JSON alike, comments and all; the file it names is its first group. */
export function extensionPattern(key: string): RegExp {
  return new RegExp(`(?:^|[{,])\\s*"?${key}"?\\s*[=:]\\s*["'](.+?)["']`, 'm');
}

/** What counts of an extended file: of a pyproject.toml only the sections of the tool. */
function extendedPart(file: string, { sections }: Extension, files: ConfigFiles): ConfigPart {
  const pyproject = files.pyproject(directoryOf(file));
  if (pyproject?.file !== file) return { file, value: files.text(file) };
  return { file, value: sections.map((section) => valueAt(pyproject.data, section) ?? null) };
}

/** The files outside a project that its settings extend, directly or not. */
export function extendedParts(
  project: string,
  start: string | undefined,
  extension: Extension,
  files: ConfigFiles,
): ConfigPart[] {
  const parts: ConfigPart[] = [];
  const seen = new Set<string>();
  let file = start;
  while (file !== undefined && !seen.has(file)) {
    // What settings above extend is the same for all projects below, wherever it lies.
    const isAbove = start !== undefined && !isInside(start, project);
    if (file !== start && (isAbove || !isInside(file, project))) {
      parts.push(extendedPart(file, extension, files));
    }
    seen.add(file);
    file = extendedFile(file, extension, files);
  }
  return parts;
}
