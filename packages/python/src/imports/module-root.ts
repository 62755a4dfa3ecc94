/**
 * A place in a project from which modules get their names: the file `path/b/c.py` is the module
 * `module.b.c`. A `path` that is itself a Python file is one module.
 */
export interface ModuleRoot {
  /** Relative to the project with forward slashes, `''` for the project itself. */
  path: string;
  /** Dotted; `''` where top-level modules live. */
  module: string;
}

/** The module a file is under a root, or undefined when it lies elsewhere. */
export function moduleUnder(root: ModuleRoot, file: string): string | undefined {
  if (root.path === file) return root.module;
  const prefix = root.path === '' ? '' : `${root.path}/`;
  if (!file.startsWith(prefix)) return undefined;
  const inside = dottedModule(file.slice(prefix.length));
  return [root.module, inside].filter((part) => part !== '').join('.');
}

/** `a/b.py` → `a.b`, `a/__init__.pyi` → `a`; stubs of `a` may live in `a-stubs`. */
export function dottedModule(file: string): string {
  const parts = file.replace(/\.pyi?$/, '').split('/');
  if (parts.at(-1) === '__init__') parts.pop();
  const [top, ...rest] = parts;
  return top === undefined ? '' : [top.replace(/-stubs$/, ''), ...rest].join('.');
}

/** Joins path parts written by people: no leading `./` or `/`, no trailing slash, no empty parts. */
export function joinPath(...parts: string[]): string {
  return parts
    .flatMap((part) => part.split(/[\\/]/))
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}

/** `acme/core` → `acme.core`, `acme/core.py` → `acme.core`. */
export function pathToModule(path: string): string {
  return joinPath(path)
    .replace(/\.pyi?$/, '')
    .replaceAll('/', '.');
}
