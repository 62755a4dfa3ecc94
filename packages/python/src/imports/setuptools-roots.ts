import { shellPattern } from '../globs.js';
import { joinPath, type ModuleRoot } from './module-root.js';
import { stringEntries, stringsOf, tableAt } from './untyped-table.js';

/**
 * Module roots by `[tool.setuptools]`: `package-dir`, `packages` (a list, or `find` with `where`,
 * `include` and `exclude`) and `py-modules`. What setup.py or setup.cfg say is left to discovery.
 */
export function setuptoolsRoots(pyproject: unknown, files: readonly string[]): ModuleRoot[] {
  const settings = tableAt(pyproject, 'tool', 'setuptools');
  const directories = stringEntries(settings['package-dir']).map(
    ([module, path]): ModuleRoot => ({ path: joinPath(path), module }),
  );
  const packages = Array.isArray(settings.packages) ? (stringsOf(settings.packages) ?? []) : [];
  const modules = stringsOf(settings['py-modules']) ?? [];
  const listed = [
    ...packages.map((module) => placed(module, directories, '')),
    ...modules.map((module) => placed(module, directories, '.py')),
  ];
  const mapped = directories.filter((root) => root.path !== '');
  return [...listed, ...mapped, ...foundRoots(tableAt(settings, 'packages', 'find'), files)];
}

/** Where a package or module lives: in the entry for its longest prefix. */
function placed(module: string, directories: readonly ModuleRoot[], suffix: string): ModuleRoot {
  const prefixes = directories.filter(
    (root) => root.module === '' || `${module}.`.startsWith(`${root.module}.`),
  );
  const root = prefixes.sort((a, b) => b.module.length - a.module.length)[0];
  const inside = module.slice(root?.module.length ?? 0).replaceAll('.', '/');
  return { path: joinPath(root?.path ?? '', inside) + suffix, module };
}

/** Without patterns a directory of its own holds nothing but packages; `.` is left to discovery. */
function foundRoots(
  find: Readonly<Record<string, unknown>>,
  files: readonly string[],
): ModuleRoot[] {
  const where = stringsOf(find.where) ?? ['.'];
  const include = stringsOf(find.include);
  const exclude = (stringsOf(find.exclude) ?? []).map(nameMatcher);
  return where.flatMap((directory): ModuleRoot[] => {
    const path = joinPath(directory);
    if (include === undefined) return path === '' ? [] : [{ path, module: '' }];
    const wanted = include.map(nameMatcher);
    return packagesBelow(path, files)
      .filter((name) => wanted.some((matches) => matches(name)))
      .filter((name) => !exclude.some((matches) => matches(name)))
      .map((name) => ({ path: joinPath(path, name.replaceAll('.', '/')), module: name }));
  });
}

/** Dotted names of all directories with Python files in or below them. */
function packagesBelow(directory: string, files: readonly string[]): string[] {
  const prefix = directory === '' ? '' : `${directory}/`;
  const names = new Set<string>();
  for (const file of files) {
    if (!file.startsWith(prefix)) continue;
    const parts = file.slice(prefix.length).split('/').slice(0, -1);
    for (let length = parts.length; length > 0; length--)
      names.add(parts.slice(0, length).join('.'));
  }
  return [...names].sort();
}

/** A shell pattern over the whole dotted name, in which `*` matches dots too. */
function nameMatcher(pattern: string): (name: string) => boolean {
  const expression = shellPattern(pattern);
  return (name) => expression.test(name);
}
