import { iniSections } from './ini-sections.js';
import { directoryOf, isInside, joinPath, withAncestors } from './paths.js';
import { asTable, type Pyproject, valueAt } from './pyproject.js';

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
    return wanted
      .map((section) => ({ file, section, value: pyproject && valueAt(pyproject.data, section) }))
      .filter(({ value }) => value !== undefined);
  }
  // [mypy] has companions of the form [mypy-package.*].
  return [...iniSections(files.text(file) ?? '')]
    .filter(([name]) =>
      wanted.some((section) => name === section || name.startsWith(`${section}-`)),
    )
    .map(([section, value]) => ({ file, section, value }));
}

function lookIn(
  directory: string,
  candidates: readonly Candidate[],
  files: ConfigFiles,
): ConfigPart[] | undefined {
  for (const { name, sections } of candidates) {
    const file = joinPath(directory, name);
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

/** The nearest configuration at or above a project. */
export function findConfig(
  project: string,
  candidates: readonly Candidate[],
  files: ConfigFiles,
): ToolConfig {
  for (const directory of withAncestors(project)) {
    const found = lookIn(directory, candidates, files);
    if (found) return { file: found[0]?.file, above: directory === project ? [] : found };
  }
  return { file: undefined, above: [] };
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

/** The file that ruff's settings in `file` extend, or undefined. */
export function extendedFile(file: string, files: ConfigFiles): string | undefined {
  const pyproject = files.pyproject(directoryOf(file));
  const extend =
    pyproject?.file === file
      ? asTable(valueAt(pyproject.data, 'tool.ruff'))['extend']
      : /^\s*extend\s*=\s*["'](.+?)["']/m.exec(files.text(file) ?? '')?.[1];
  return typeof extend === 'string' ? joinPath(directoryOf(file), extend) : undefined;
}

/** The files outside a project that its ruff settings extend, directly or not. */
export function extendedParts(
  project: string,
  start: string | undefined,
  files: ConfigFiles,
): ConfigPart[] {
  const parts: ConfigPart[] = [];
  const seen = new Set<string>();
  for (let file = start; file !== undefined && !seen.has(file); file = extendedFile(file, files)) {
    // What settings above extend is the same for all projects below, wherever it lies.
    const isAbove = start !== undefined && !isInside(start, project);
    if (file !== start && (isAbove || !isInside(file, project))) {
      parts.push({ file, value: files.text(file) });
    }
    seen.add(file);
  }
  return parts;
}
