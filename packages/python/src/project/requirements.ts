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
  names: ReadonlySet<string>;
  /** Normalised names per dependency group (PEP 735), `include-group` followed. */
  groups: ReadonlyMap<string, ReadonlySet<string>>;
  /** What comes along whatever extras are asked for: all lists but those of extras. */
  always: readonly NamedRequirement[];
  /** Of these what dependents get along as well: no groups. */
  production: readonly NamedRequirement[];
  /** What each extra adds. */
  extras: ReadonlyMap<string, readonly NamedRequirement[]>;
  /** Folders, relative to the workspace root, out of path sources. */
  directories: ReadonlySet<string>;
  /** Those of them that groups or extras alone ask for. */
  developed: ReadonlySet<string>;
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
  const legacy = valueAt(data, 'tool.uv.dev-dependencies');
  // An empty list makes an empty group, and for uv that hides the root's group of this name.
  if (Array.isArray(legacy))
    groups.set('dev', [...(groups.get('dev') ?? []), ...requirementsIn(legacy)]);
  return groups;
}

/** Every table of dependencies in the Poetry form `name = "^1"` or `name = {path = …}`. */
function poetryTables(data: Table): { main: Table[]; groups: Table[] } {
  const poetry = asTable(valueAt(data, 'tool.poetry'));
  const all = Object.entries(asTable(poetry['group']));
  const tablesOf = (isMain: boolean) =>
    all
      .filter(([name]) => (name === 'main') === isMain)
      .map(([, group]) => asTable(asTable(group)['dependencies']));
  return {
    main: [asTable(poetry['dependencies']), ...tablesOf(true)],
    groups: [asTable(poetry['dev-dependencies']), ...tablesOf(false)],
  };
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

/** Folders of path sources, by whether something else than a group or an extra asks for them. */
function readDirectories(
  data: Table,
  directory: string,
  tables: ReturnType<typeof poetryTables>,
  isDeveloped: (name: string) => boolean,
): Pick<DeclaredDependencies, 'directories' | 'developed'> {
  const foldersOf = (values: unknown[]) =>
    values.flatMap(pathsOf).map((path) => joinPath(directory, path));
  const sources = Object.entries(asTable(valueAt(data, 'tool.uv.sources')));
  const valuesIn = (list: readonly Table[]) => list.flatMap((table) => Object.values(table));
  const isOptional = (value: unknown) => asTable(value)['optional'] === true;
  const main = valuesIn(tables.main);
  const shipped = foldersOf([
    ...sources.filter(([name]) => !isDeveloped(normalizeName(name))).map(([, source]) => source),
    ...main.filter((value) => !isOptional(value)),
  ]);
  const developed = foldersOf([
    ...sources.filter(([name]) => isDeveloped(normalizeName(name))).map(([, source]) => source),
    ...main.filter(isOptional),
    ...valuesIn(tables.groups),
  ]).filter((folder) => !shipped.includes(folder));
  return { directories: new Set([...shipped, ...developed]), developed: new Set(developed) };
}

/** What was read out of each: most are asked for several times. */
const known = new WeakMap<Pyproject, DeclaredDependencies>();

/** All that a pyproject.toml declares, in the PEP 621, PEP 735, uv and Poetry forms. */
export function readDeclaredDependencies(pyproject: Pyproject): DeclaredDependencies {
  const declared = known.get(pyproject) ?? declaredIn(pyproject);
  known.set(pyproject, declared);
  return declared;
}

function declaredIn({ data, directory }: Pyproject): DeclaredDependencies {
  const groups = readGroups(data);
  const tables = poetryTables(data);
  const main = poetryRequirements(tables.main);
  const poetry = [...main, ...poetryRequirements(tables.groups)];
  const extras = readExtras(data, poetry);
  const isAlways = ({ optional }: PoetryRequirement) => !optional;
  const production = [
    ...requirementsIn(valueAt(data, 'project.dependencies')),
    ...main.filter(isAlways),
  ];
  const inGroups = [...[...groups.values()].flat(), ...poetry.slice(main.length).filter(isAlways)];
  const always = [...production, ...inGroups];
  const offered = [...extras.values()].flat();
  const shipped = namesOf(production);
  const others = namesOf([...inGroups, ...main, ...offered]);
  return {
    names: namesOf([...always, ...poetry, ...offered]),
    groups: new Map([...groups].map(([group, list]) => [group, namesOf(list)])),
    always,
    production,
    extras,
    ...readDirectories(data, directory, tables, (name) => others.has(name) && !shipped.has(name)),
  };
}
