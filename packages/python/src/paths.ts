import { posix } from 'node:path';

/** Paths here are relative to the workspace root, with forward slashes; the root itself is `.`. */

/** The directory of a file: `libs/a/pyproject.toml` → `libs/a`, `pyproject.toml` → `.`. */
export function directoryOf(file: string): string {
  const slash = file.lastIndexOf('/');
  return slash < 0 ? '.' : file.slice(0, slash);
}

/** `a` + `b.py` → `a/b.py`, `.` + `b.py` → `b.py`. `..` and `.` segments are resolved. */
export function joinPath(directory: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${directory}/${path}`.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/') || '.';
}

/** Whether `path` is `directory` or lies below it. */
export function isInside(path: string, directory: string): boolean {
  return directory === '.'
    ? path !== '..' && !path.startsWith('../')
    : path === directory || path.startsWith(`${directory}/`);
}

/** `path` as seen from `directory`, which must contain it; `.` for the directory itself. */
export function relativeInside(path: string, directory: string): string {
  if (directory === '.') return path;
  return path === directory ? '.' : path.slice(directory.length + 1);
}

/** A directory and all above it, nearest first, up to the workspace root. */
export function withAncestors(directory: string): string[] {
  const result = [directory];
  for (let current = directory; current !== '.'; ) {
    current = directoryOf(current);
    result.push(current);
  }
  return result;
}

/** The path from one folder to another, both relative to the workspace root. */
export function relativePath(from: string, to: string): string {
  return posix.relative(from === '.' ? '' : from, to === '.' ? '' : to) || '.';
}
