import { normalizeName } from '../normalize-name.js';
import { typeCheckers } from '../options/names.js';
import { asStrings, type Pyproject, valueAt } from '../toml/pyproject.js';
import { type DeclaredDependencies, namesOf } from './requirements.js';

/** Tools that make a dependency group or an extra worth installing. */
export const toolNames = ['ruff', ...typeCheckers, 'pytest'];

/** Groups and extras that say by their names that tests, types or lint need them; the tool may come with a plugin. */
const purposes =
  /^(?:dev(?:el(?:op(?:ment)?)?)?|tests?|testing|unit-?tests?|types?|typing|type-?check(?:ing)?|mypy|pyright|lint(?:ing|ers?)?|ruff|pytest|checks?|qa)$/;

/** Stands for every group, or every extra, that a project declares. */
const every = '*';

type Lists = ReadonlyMap<string, ReadonlySet<string>>;

/** The groups uv installs by default: `[tool.uv] default-groups`, else `dev`. */
function defaultGroups({ data }: Pyproject, declared: DeclaredDependencies): string[] {
  const configured = valueAt(data, 'tool.uv.default-groups');
  if (configured === 'all') return [...declared.groups.keys()];
  return configured === undefined ? ['dev'] : asStrings(configured).map(normalizeName);
}

function named(configured: readonly string[], declared: Lists): string[] {
  return configured.includes(every) ? [...declared.keys()] : configured.map(normalizeName);
}

function withTools(declared: Lists, tools: readonly string[]): string[] {
  return [...declared].flatMap(([name, list]) =>
    tools.some((tool) => list.has(tool)) ? name : [],
  );
}

function withPurpose(declared: Lists): string[] {
  return [...declared.keys()].filter((name) => purposes.test(name));
}

/**
 * The dependency groups of a project that are installed in its environment: uv's default groups,
 * those that name a tool or are by their names for tests, types or lint, and those that options add.
 *
 * @param configured - names; `*` stands for all
 * @returns normalised names, sorted; only groups that the project declares
 */
export function installedGroups(
  pyproject: Pyproject,
  declared: DeclaredDependencies,
  configured: readonly string[] = [],
): string[] {
  const wanted = new Set([
    ...defaultGroups(pyproject, declared),
    ...named(configured, declared.groups),
    ...withTools(declared.groups, toolNames),
    // uv's settings say whether `dev` is among them.
    ...withPurpose(declared.groups).filter((group) => group !== 'dev'),
  ]);
  return [...wanted].filter((group) => declared.groups.has(group)).sort();
}

/**
 * The extras of a project that are installed in its environment: those that options name, those that are by
 * their names for tests, types or lint, and those with a tool that is in none of its groups and not among its
 * dependencies.
 *
 * @param configured - names; `*` stands for all
 * @returns normalised names, sorted; only extras that the project declares
 */
export function installedExtras(
  { data }: Pyproject,
  declared: DeclaredDependencies,
  configured: readonly string[] = [],
): string[] {
  const always = asStrings(valueAt(data, 'project.dependencies')).join('\n');
  const elsewhere = (tool: string) =>
    [...declared.groups.values()].some((group) => group.has(tool)) ||
    new RegExp(`^\\s*${tool}\\b`, 'mi').test(always);
  const missing = toolNames.filter((tool) => !elsewhere(tool));
  const extras = new Map([...declared.extras].map(([extra, list]) => [extra, namesOf(list)]));
  const wanted = new Set([
    ...named(configured, extras),
    ...withTools(extras, missing),
    ...withPurpose(extras),
  ]);
  return [...wanted].filter((extra) => declared.extras.has(extra)).sort();
}

/**
 * Those of the extras that options name and that are not for tests, types or lint alone: what they bring is
 * there for whoever depends on the project, too.
 *
 * @param configured - names; `*` stands for all
 */
export function offeredExtras(
  declared: DeclaredDependencies,
  configured: readonly string[],
): string[] {
  const extras = new Map([...declared.extras].map(([extra, list]) => [extra, namesOf(list)]));
  return [...new Set(named(configured, extras))]
    .filter((extra) => declared.extras.has(extra) && !purposes.test(extra))
    .sort();
}

/** The groups and extras of a root that all projects of its environment have beside their own. */
export interface SharedParts {
  groups: readonly string[];
  extras: readonly string[];
}

/** What the table of a project in its own manifest adds to groups and extras; names alone. */
export function ownParts({ data }: Pyproject): SharedParts {
  const list = (key: string) => {
    const value = valueAt(data, `tool.nx-signal.${key}`);
    return value === every ? [every] : asStrings(value);
  };
  return { groups: list('groups'), extras: list('extras') };
}
