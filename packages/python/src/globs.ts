import { escapePattern } from './escape-pattern.js';

/** Characters that mean something to Nx in a glob. It knows no way to quote them. */
const special = /[*?[\]{}()\\]/g;

/** A path as a glob that matches it: each character that means something stands for any one. */
export function quoteGlob(path: string): string {
  return path.replace(special, '?');
}

/** Whether a path stands for itself in a glob. */
export function isPlain(path: string): boolean {
  return quoteGlob(path) === path;
}

/**
 * The start of filesets about a project. Nx puts the folder's name in place of `{projectRoot}` as it is
 * and reads it as part of the glob, so a folder such as `pay[eu]` is named from the root instead.
 */
export function projectPrefix(directory: string): string {
  return isPlain(directory) ? '{projectRoot}' : `{workspaceRoot}/${quoteGlob(directory)}`;
}

/** A pattern of Python's `fnmatch`, in which `*` matches slashes and dots, too. */
export function shellPattern(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
    .replaceAll('[!', '[^');
  try {
    return new RegExp(`^${source}$`, 's');
  } catch {
    return new RegExp(`^${escapePattern(pattern)}$`);
  }
}
