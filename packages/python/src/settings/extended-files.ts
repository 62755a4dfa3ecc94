import { directoryOf, joinPath } from '../paths.js';
import { asStrings, asTable, valueAt } from '../toml/pyproject.js';
import type { ConfigFiles, ConfigPart } from './config-lookup.js';
import { belongsTo } from './project-folder.js';

/** How the settings of a tool name other files that they build on. */
export interface Extension {
  key: string;
  /** Sections of pyproject.toml that may have that key. */
  sections: readonly string[];
}

/** Finds the key in TOML and JSON alike, comments and all; its string or list is the first group. */
function extensionPattern(key: string): RegExp {
  return new RegExp(
    `(?:^|[{,])\\s*(?:[\\w."-]+\\.)?"?${key}"?\\s*[=:]\\s*("[^"\\n]*"|'[^'\\n]*'|\\[[^\\]]*\\])`,
    'gm',
  );
}

/** The paths that a key names in the text of settings, as they are written. */
export function extendedPaths(text: string, key: string): string[] {
  return [...text.matchAll(extensionPattern(key))].flatMap(([, value = '']) =>
    [...value.matchAll(/"([^"\n]+)"|'([^'\n]+)'/g)].map(([, one, other]) => one ?? other ?? ''),
  );
}

/** The texts or the text of a key in the settings in `file`, as they are written. */
export function namesIn(file: string, { key, sections }: Extension, files: ConfigFiles): string[] {
  const pyproject = files.pyproject(directoryOf(file));
  if (pyproject?.file !== file) return extendedPaths(files.text(file) ?? '', key);
  return sections.flatMap((section) => {
    const value = asTable(valueAt(pyproject.data, section))[key];
    return typeof value === 'string' ? [value] : asStrings(value);
  });
}

/** The path behind a name; undefined outside the repository, or where it depends on the machine. */
function pathOf(file: string, name: string, { above = [] }: ConfigFiles): string | undefined {
  if (/^[/\\~]|^[A-Za-z]:|\$/.test(name)) return undefined;
  const path = joinPath(directoryOf(file), name);
  const [up = ''] = /^(?:\.\.\/)*/.exec(path) ?? [];
  return up.length / 3 > above.length ? undefined : path;
}

/** The files that the settings in `file` extend. */
function extendedFiles(file: string, extension: Extension, files: ConfigFiles): string[] {
  return namesIn(file, extension, files).flatMap((name) => pathOf(file, name, files) ?? []);
}

/** What counts of an extended file: of a pyproject.toml only the sections of the tool. */
function extendedPart(file: string, { sections }: Extension, files: ConfigFiles): ConfigPart {
  const pyproject = files.pyproject(directoryOf(file));
  if (pyproject?.file !== file) return { file, value: files.text(file) };
  return { file, value: sections.map((section) => valueAt(pyproject.data, section) ?? null) };
}

/** A file with settings, and all that it extends, directly or not. */
export function withExtended(start: string, extension: Extension, files: ConfigFiles): string[] {
  const found = new Set([start]);
  for (const file of found) {
    for (const other of extendedFiles(file, extension, files)) found.add(other);
  }
  return [...found];
}

/** The files outside a project that its settings extend, directly or not. */
export function extendedParts(
  project: string,
  start: string | undefined,
  extension: Extension,
  files: ConfigFiles,
): ConfigPart[] {
  if (start === undefined) return [];
  // What settings above extend is the same for all projects below, wherever it lies.
  const isAbove = !belongsTo(start, project, files);
  return withExtended(start, extension, files)
    .slice(1)
    .filter((file) => isAbove || !belongsTo(file, project, files))
    .map((file) => extendedPart(file, extension, files));
}

/** A name in settings for a file that no hash can hold. */
export interface OutsideFile {
  /** The file with the settings. */
  file: string;
  /** As it is written there. */
  name: string;
}

/** What settings extend, directly or not, outside the repository. */
export function extendedOutside(
  start: string | undefined,
  extension: Extension,
  files: ConfigFiles,
): OutsideFile[] {
  if (start === undefined) return [];
  return withExtended(start, extension, files).flatMap((file) =>
    namesIn(file, extension, files)
      .filter((name) => pathOf(file, name, files) === undefined)
      .map((name) => ({ file, name })),
  );
}
