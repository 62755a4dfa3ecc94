import { normalizeName } from '../normalize-name.js';
import { joinPath } from '../paths.js';
import { asStrings, asTable, type Pyproject, type Table, valueAt } from '../toml/pyproject.js';

/** What a requirement names; both normalised. */
export interface NamedRequirement {
  name: string;
  extras: string[];
}

/** The distribution and extras a PEP 508 requirement names; undefined when it names none. */
export function parseRequirement(text: string): NamedRequirement | undefined {
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
  /** What comes along whatever extras are asked for: all lists but those of extras. */
  always: NamedRequirement[];
  /** What each extra adds. */
  extras: Map<string, NamedRequirement[]>;
  /** Folders, relative to the workspace root, out of path sources. */
  directories: Set<string>;
}

/** What a list of requirements names. */
export function requirementsIn(list: unknown): NamedRequirement[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item) => (typeof item === 'string' ? (parseRequirement(item) ?? []) : []));
}

function groupRequirements(groups: Table, group: string, seen: Set<string>): NamedRequirement[] {
  if (seen.has(group)) return [];
  seen.add(group);
  const key = Object.keys(groups).find((name) => normalizeName(name) === group);
  const list = key === undefined ? undefined : groups[key];
  if (!Array.isArray(list)) return [];
  const included = list.flatMap((item) => {
    const name = asTable(item)['include-group'];
    return typeof name === 'string' ? groupRequirements(groups, normalizeName(name), seen) : [];
  });
  return [...requirementsIn(list), ...included];
}

function readGroups(data: Table): Map<string, NamedRequirement[]> {
  const table = asTable(data['dependency-groups']);
  const groups = new Map<string, NamedRequirement[]>();
  for (const name of Object.keys(table)) {
    const normalized = normalizeName(name);
    groups.set(normalized, groupRequirements(table, normalized, new Set()));
  }
  const legacy = requirementsIn(valueAt(data, 'tool.uv.dev-dependencies'));
  if (legacy.length > 0) groups.set('dev', [...(groups.get('dev') ?? []), ...legacy]);
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

interface PoetryRequirement extends NamedRequirement {
  /** Comes along with an extra that lists it. */
  optional: boolean;
}

function poetryRequirements(tables: readonly Table[]): PoetryRequirement[] {
  const all = tables.flatMap((table) => Object.entries(table));
  return all
    .filter(([name]) => name !== 'python')
    .map(([name, value]) => {
      const { extras, optional } = asTable(value);
      return {
        name: normalizeName(name),
        extras: asStrings(extras).map(normalizeName),
        optional: optional === true,
      };
    });
}

/** Extras by their normalised names; Poetry lists names of optional dependencies. */
function readExtras(
  data: Table,
  optional: readonly PoetryRequirement[],
): Map<string, NamedRequirement[]> {
  const extras = new Map<string, NamedRequirement[]>();
  const lists = Object.entries(asTable(valueAt(data, 'project.optional-dependencies')));
  for (const [name, list] of lists) extras.set(normalizeName(name), requirementsIn(list));
  for (const [name, list] of Object.entries(asTable(valueAt(data, 'tool.poetry.extras')))) {
    const wanted = new Set(asStrings(list).map(normalizeName));
    extras.set(
      normalizeName(name),
      optional.filter((requirement) => wanted.has(requirement.name)),
    );
  }
  return extras;
}

function pathsOf(source: unknown): string[] {
  const list = Array.isArray(source) ? source : [source];
  return list.flatMap((item) => {
    const path = asTable(item)['path'];
    return typeof path === 'string' && !path.startsWith('/') ? [path] : [];
  });
}

/** Names of distributions among requirements. */
export const namesOf = (requirements: Iterable<NamedRequirement>) =>
  new Set([...requirements].map(({ name }) => name));

/** Reads all that a pyproject.toml declares, in the PEP 621, PEP 735, uv and Poetry forms. */
export function readDeclaredDependencies({ data, directory }: Pyproject): DeclaredDependencies {
  const groups = readGroups(data);
  const tables = poetryTables(data);
  const poetry = poetryRequirements(tables);
  const extras = readExtras(data, poetry);
  const always = [
    ...requirementsIn(valueAt(data, 'project.dependencies')),
    ...[...groups.values()].flat(),
    ...poetry.filter(({ optional }) => !optional),
  ];
  const sources = Object.values(asTable(valueAt(data, 'tool.uv.sources')));
  const paths = [...sources, ...tables.flatMap((table) => Object.values(table))].flatMap(pathsOf);
  return {
    names: namesOf([...always, ...poetry, ...[...extras.values()].flat()]),
    groups: new Map([...groups].map(([group, list]) => [group, namesOf(list)])),
    always,
    extras,
    directories: new Set(paths.map((path) => joinPath(directory, path))),
  };
}
