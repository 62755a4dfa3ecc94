import { joinPath, type ModuleRoot, pathToModule } from './module-root.js';
import { setuptoolsRoots } from './setuptools-roots.js';
import { stringEntries, stringOf, stringsOf, tableAt, type UntypedTable } from './untyped-table.js';

/** What a backend's settings say about module roots; none when they leave it to discovery. */
type ReadRoots = (pyproject: unknown, files: readonly string[]) => ModuleRoot[];

/**
 * Module roots by the settings of every build backend that is set up. Tables are read whichever
 * backend is named in `[build-system]`: a table for another one is rare, and a root too many only
 * makes an edge too many.
 */
export function backendRoots(pyproject: unknown, files: readonly string[]): ModuleRoot[] {
  return readers.flatMap((read) => read(pyproject, files));
}

const readers: readonly ReadRoots[] = [
  hatchRoots,
  uvRoots,
  poetryRoots,
  pdmRoots,
  flitRoots,
  maturinRoots,
  scikitBuildRoots,
  setuptoolsRoots,
];

function hatchRoots(pyproject: unknown): ModuleRoot[] {
  const build = tableAt(pyproject, 'tool', 'hatch', 'build');
  const settings: UntypedTable = { ...build, ...tableAt(build, 'targets', 'wheel') };
  const sources = hatchSources(settings.sources);
  const packages = stringsOf(settings.packages)?.map((path) => ({
    path: joinPath(path),
    module: renamed(path, sources) ?? pathToModule(path.split('/').at(-1) ?? path),
  }));
  const only =
    stringsOf(settings['only-include']) ??
    stringsOf(settings.include)
      ?.map(fixedPart)
      .filter((path) => path !== '');
  const chosen =
    packages ??
    only?.map((path) => ({
      path: joinPath(path),
      module: renamed(path, sources) ?? pathToModule(path),
    }));
  const forced = stringEntries(settings['force-include'])
    .filter(([path]) => !path.startsWith('..'))
    .map(([path, target]) => ({ path: joinPath(path), module: pathToModule(target) }));
  const editable = stringsOf(settings['dev-mode-dirs'])?.map((path) => top(path)) ?? [];
  return [...(chosen ?? sources), ...forced, ...editable];
}

/** A list strips each prefix; a table puts another in its place. */
function hatchSources(value: unknown): ModuleRoot[] {
  if (Array.isArray(value)) return (stringsOf(value) ?? []).map(top);
  return stringEntries(value).map(([path, target]) => ({
    path: joinPath(path),
    module: pathToModule(target),
  }));
}

/** The module of a path by the first source that it lies in. */
function renamed(path: string, sources: readonly ModuleRoot[]): string | undefined {
  const clean = joinPath(path);
  const source = sources.find((root) => `${clean}/`.startsWith(root.path && `${root.path}/`));
  if (source === undefined) return undefined;
  const inside = pathToModule(clean.slice(source.path.length));
  return [source.module, inside].filter((part) => part !== '').join('.');
}

/** An editable install puts all of `module-root` on the path, so only a flat one needs names. */
function uvRoots(pyproject: unknown): ModuleRoot[] {
  const settings = tableAt(pyproject, 'tool', 'uv', 'build-backend');
  const root = joinPath(stringOf(settings['module-root']) ?? 'src');
  const names = stringsOf(settings['module-name']) ?? [];
  if (root !== '') return 'module-root' in settings || names.length > 0 ? [top(root)] : [];
  const project = stringOf(tableAt(pyproject, 'project').name)?.replace(/[-.]+/g, '_');
  const fallback = project === undefined ? [] : [project.toLowerCase()];
  return (names.length > 0 ? names : fallback).map((module) => named(root, module));
}

function poetryRoots(pyproject: unknown): ModuleRoot[] {
  const packages = tableAt(pyproject, 'tool', 'poetry').packages;
  if (!Array.isArray(packages)) return [];
  return packages.flatMap((entry: unknown) => {
    const { include, from, to } = tableAt(entry);
    if (typeof include !== 'string') return [];
    const place = fixedPart(include);
    const path = joinPath(stringOf(from) ?? '', place);
    return [{ path, module: pathToModule(joinPath(stringOf(to) ?? '', place)) }];
  });
}

/** Of a pattern such as `acme/**\/*.py` the part before the first wildcard names the place. */
function fixedPart(pattern: string): string {
  return joinPath(pattern.replace(/(?:^|\/)[^/]*[*?[].*$/, ''));
}

function pdmRoots(pyproject: unknown): ModuleRoot[] {
  const directory = stringOf(tableAt(pyproject, 'tool', 'pdm', 'build')['package-dir']);
  return directory === undefined || joinPath(directory) === '' ? [] : [top(directory)];
}

/** Flit looks for the module beside pyproject.toml and in `src`. */
function flitRoots(pyproject: unknown): ModuleRoot[] {
  const module = stringOf(tableAt(pyproject, 'tool', 'flit', 'module').name);
  return module === undefined ? [] : [named('', module), named('src', module)];
}

function maturinRoots(pyproject: unknown): ModuleRoot[] {
  const source = stringOf(tableAt(pyproject, 'tool', 'maturin')['python-source']);
  return source === undefined ? [] : [top(source)];
}

function scikitBuildRoots(pyproject: unknown): ModuleRoot[] {
  const { packages } = tableAt(pyproject, 'tool', 'scikit-build', 'wheel');
  const listed = Array.isArray(packages) ? (stringsOf(packages) ?? []) : [];
  return [
    ...listed.map((path) => ({
      path: joinPath(path),
      module: pathToModule(path.split('/').at(-1) ?? path),
    })),
    ...stringEntries(packages).map(([module, path]) => ({
      path: joinPath(path),
      module: pathToModule(module),
    })),
  ];
}

/** A directory of top-level modules. */
function top(path: string): ModuleRoot {
  return { path: joinPath(path), module: '' };
}

/** A module named by its dotted name, below a directory. */
function named(directory: string, module: string): ModuleRoot {
  return { path: joinPath(directory, module.replaceAll('.', '/')), module };
}
