import { parse, TomlError } from 'smol-toml';
import { SignalError } from '../errors.js';
import { directoryOf } from '../paths.js';
import { lineOfKey } from './toml-position.js';

/** A TOML table. */
export type Table = { [key: string]: unknown };

/** A pyproject.toml, parsed but not interpreted. */
export interface Pyproject {
  /** Path relative to the workspace root. */
  file: string;
  /** Its folder, `.` for the workspace root. */
  directory: string;
  text: string;
  data: Table;
  /** The file that names the project, where its `[project]` was read from another one. */
  namedIn?: string;
}

/** `value` as a table; an empty one when it is anything else. */
export function asTable(value: unknown): Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Table)
    : {};
}

/** The strings of an array; nothing when it is not one. */
export function asStrings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** The value at a dotted path such as `tool.uv.workspace`, or undefined. */
export function valueAt(data: Table, path: string): unknown {
  let value: unknown = data;
  for (const part of path.split('.')) value = asTable(value)[part];
  return value;
}

/** The name of a manifest's distribution as it is written; undefined where it has none. */
export function distributionName(data: Table): string | undefined {
  const name = valueAt(data, 'project.name') ?? valueAt(data, 'tool.poetry.name');
  return typeof name === 'string' ? name : undefined;
}

/** Whether a pyproject.toml names a distribution; one that only configures tools does not. */
export function namesProject(data: Table): boolean {
  return data['project'] !== undefined || valueAt(data, 'tool.poetry.name') !== undefined;
}

/** The last good reading of each file: most are the same from one graph to the next. */
const parsed = new Map<string, Pyproject>();

/** Reads TOML text. Throws PYPROJECT_SYNTAX with line, column and the parser's own explanation. */
export function parsePyproject(file: string, text: string): Pyproject {
  const known = parsed.get(file);
  if (known?.text === text) return known;
  try {
    const pyproject = { file, directory: directoryOf(file), text, data: parse(text) as Table };
    parsed.set(file, pyproject);
    return pyproject;
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [reason] = error.message.replace(/^Invalid TOML document: /, '').split('\n');
    throw new SignalError({
      code: 'PYPROJECT_SYNTAX',
      message: `${file} is not valid TOML: ${reason}.`,
      place: { file, line: error.line, column: error.column },
      hint: text.includes('<<<<<<<')
        ? 'the file contains merge conflict markers: resolve the conflict.'
        : 'correct that line; other projects are not affected. If the folder is not a project, list it in .nxignore.',
      cause: error,
    });
  }
}

/** An error at a key of a pyproject.toml. */
export function invalidPyproject(
  pyproject: Pyproject,
  key: string,
  message: string,
  hint: string,
): SignalError {
  const place = { file: pyproject.file, line: lineOfKey(pyproject.text, key), key };
  return new SignalError({ code: 'PYPROJECT_INVALID', message, place, hint });
}
