import { SignalError } from '../errors.js';
import { directoryOf } from '../paths.js';
import { type Pyproject, parsePyproject } from '../toml/pyproject.js';
import { isInTemplate, isTemplate } from './templates.js';
import { environmentRoots } from './uv-workspace.js';

/** A pyproject.toml that cannot be used, and why. */
export interface Unreadable {
  directory: string;
  file: string;
  name: string;
  error: SignalError;
}

/** All pyproject.toml files of a workspace. */
export interface ReadPyprojects {
  pyprojects: Pyproject[];
  unreadable: Unreadable[];
  /** Files that manifests are made from, and that are none themselves. */
  templates: string[];
}

/** The name that a text seems to give, or that of the folder. */
export function guessName(text: string | undefined, directory: string): string {
  const named = /^\s*name\s*=\s*["']([A-Za-z0-9][A-Za-z0-9._-]*)["']/m.exec(text ?? '');
  return named?.[1] ?? directory.slice(directory.lastIndexOf('/') + 1).replace(/^\.$/, 'root');
}

/** Any error as one that has a place. */
export function toSignalError(error: unknown, file: string): SignalError {
  if (error instanceof SignalError) return error;
  const message = `${file} could not be used: ${error instanceof Error ? error.message : String(error)}.`;
  return new SignalError({ code: 'PYPROJECT_INVALID', message, place: { file }, cause: error });
}

/** Whether a text breaks off where a template engine has something to do. */
function breaksAtMarker({ file, error }: Unreadable, text: unknown): boolean {
  if (isInTemplate(file)) return true;
  const { line } = error.place ?? {};
  if (typeof text !== 'string' || error.code !== 'PYPROJECT_SYNTAX' || line === undefined)
    return false;
  return isInTemplate(text.split('\n')[line - 1] ?? '');
}

/** Reads every pyproject.toml. A template that a workspace has as a member counts as what it is there. */
export function readPyprojects(texts: ReadonlyMap<string, string | SignalError>): ReadPyprojects {
  const pyprojects: Pyproject[] = [];
  const unreadable: Unreadable[] = [];
  for (const [file, text] of texts) {
    try {
      if (text instanceof SignalError) throw text;
      pyprojects.push(parsePyproject(file, text));
    } catch (error) {
      const directory = directoryOf(file);
      const name = guessName(typeof text === 'string' ? text : undefined, directory);
      unreadable.push({ directory, file, name, error: toSignalError(error, file) });
    }
  }
  const templates = new Set([
    ...pyprojects.filter(isTemplate).map(({ file }) => file),
    ...unreadable.filter((one) => breaksAtMarker(one, texts.get(one.file))).map(({ file }) => file),
  ]);
  if (templates.size === 0) return { pyprojects, unreadable, templates: [] };
  const folders = [...templates].map(directoryOf);
  const roots = environmentRoots(
    pyprojects.filter(({ file }) => !templates.has(file)),
    folders,
  );
  for (const file of templates)
    if (roots.get(directoryOf(file)) !== directoryOf(file)) templates.delete(file);
  return {
    pyprojects: pyprojects.filter(({ file }) => !templates.has(file)),
    unreadable: unreadable.filter(({ file }) => !templates.has(file)),
    templates: [...templates].sort(),
  };
}
