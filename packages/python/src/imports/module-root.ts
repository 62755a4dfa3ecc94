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
  if (root.path === file) return withoutStubs(root.module);
  const start = root.path === '' ? 0 : root.path.length + 1;
  if (start > 0 && !(file.startsWith(root.path) && file[start - 1] === '/')) return undefined;
  const inside = dottedModule(file.slice(start));
  if (root.module === '') return inside;
  const module = withoutStubs(root.module);
  return inside === '' ? module : `${module}.${inside}`;
}

/** `a/b.py` → `a.b`, `a/__init__.pyi` → `a`; stubs of `a` may live in `a-stubs`. */
export function dottedModule(file: string): string {
  return withoutStubs(file.replace(/(?:(?:^|\/)__init__)?\.pyi?$/, '').replaceAll('/', '.'));
}

function withoutStubs(module: string): string {
  return module.includes('-stubs') ? module.replace(/^([^.]*)-stubs(?=\.|$)/, '$1') : module;
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
