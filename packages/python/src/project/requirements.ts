import { normalizeName } from '../normalize-name.js';
import { joinPath } from '../paths.js';
import { asTable, type Pyproject, type Table, valueAt } from '../toml/pyproject.js';

/** The distribution and extras a PEP 508 requirement names; undefined when it names none. */
export function parseRequirement(text: string): { name: string; extras: string[] } | undefined {
  const match = /^\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[([^\]]*)\])?/.exec(text);
  if (!match?.[1]) return undefined;
  const extras = (match[2] ?? '').split(',').map((extra) => normalizeName(extra.trim()));
  return { name: normalizeName(match[1]), extras: extras.filter(Boolean) };
}

/** What one project declares. */
export interface DeclaredDependencies {
  /** Normalised names out of every dependency list, optional and group lists included. */
  names: Set<string>;
  /** Normalised names per dependency group (PEP 735), `include-group` followed. */
  groups: Map<string, Set<string>>;
  /** Normalised names per extra. */
  extras: Map<string, Set<string>>;
  /** Folders, relative to the workspace root, out of path sources. */
  directories: Set<string>;
}

function requirementNames(list: unknown): string[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item) => {
    const requirement = typeof item === 'string' ? parseRequirement(item) : undefined;
    return requirement ? [requirement.name] : [];
  });
}

function groupNames(groups: Table, group: string, seen: Set<string>): string[] {
  if (seen.has(group)) return [];
  seen.add(group);
  const key = Object.keys(groups).find((name) => normalizeName(name) === group);
  const list = key === undefined ? undefined : groups[key];
  if (!Array.isArray(list)) return [];
  const included = list.flatMap((item) => {
    const name = asTable(item)['include-group'];
    return typeof name === 'string' ? groupNames(groups, normalizeName(name), seen) : [];
  });
  return [...requirementNames(list), ...included];
}

function readGroups(data: Table): Map<string, Set<string>> {
  const table = asTable(data['dependency-groups']);
  const groups = new Map<string, Set<string>>();
  for (const name of Object.keys(table)) {
    const normalized = normalizeName(name);
    groups.set(normalized, new Set(groupNames(table, normalized, new Set())));
  }
  const legacy = requirementNames(valueAt(data, 'tool.uv.dev-dependencies'));
  if (legacy.length > 0) groups.set('dev', new Set([...(groups.get('dev') ?? []), ...legacy]));
  return groups;
}

/** Every table of dependencies in the Poetry form `name = "^1"` or `name = {path = …}`. */
function poetryTables(data: Table): Table[] {
  const poetry = asTable(valueAt(data, 'tool.poetry'));
  const groups = Object.values(asTable(poetry['group'])).map((group) =>
    asTable(asTable(group)['dependencies']),
  );
  return [asTable(poetry['dependencies']), asTable(poetry['dev-dependencies']), ...groups];
}

function pathsOf(source: unknown): string[] {
  const list = Array.isArray(source) ? source : [source];
  return list.flatMap((item) => {
    const path = asTable(item)['path'];
    return typeof path === 'string' && !path.startsWith('/') ? [path] : [];
  });
}

/** Reads all that a pyproject.toml declares, in the PEP 621, PEP 735, uv and Poetry forms. */
export function readDeclaredDependencies({ data, directory }: Pyproject): DeclaredDependencies {
  const groups = readGroups(data);
  const poetry = poetryTables(data);
  const optional = Object.entries(asTable(valueAt(data, 'project.optional-dependencies')));
  const extras = new Map(
    optional.map(([name, list]) => [normalizeName(name), new Set(requirementNames(list))]),
  );
  const sources = Object.values(asTable(valueAt(data, 'tool.uv.sources')));
  const names = new Set([
    ...requirementNames(valueAt(data, 'project.dependencies')),
    ...[...extras.values()].flatMap((extra) => [...extra]),
    ...[...groups.values()].flatMap((group) => [...group]),
    ...poetry
      .flatMap((table) => Object.keys(table).map(normalizeName))
      .filter((name) => name !== 'python'),
  ]);
  const paths = [...sources, ...poetry.flatMap((table) => Object.values(table))].flatMap(pathsOf);
  const directories = new Set(paths.map((path) => joinPath(directory, path)));
  return { names, groups, extras, directories };
}
