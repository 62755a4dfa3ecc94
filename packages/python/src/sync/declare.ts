import { normalizeName } from '../normalize-name.js';
import { relativePath } from '../paths.js';
import type { ProjectFacts } from '../project/facts.js';
import { appendToList, type Keys, setValue } from '../toml/edit-toml.js';
import { asStrings, asTable, type Pyproject, type Table, valueAt } from '../toml/pyproject.js';
import type { Missing } from './find-missing.js';

/** Where a sibling comes from: the uv workspace both are members of, or a folder of its own. */
export type Source = { workspace: true } | { path: string; editable: true };

/** Where and how a sibling is declared. */
export interface Declaration {
  /** Keys of the list that gets the requirement; undefined when it is in one already. */
  list: Keys | undefined;
  /** The sibling's name, as it writes it. */
  name: string;
  /** Undefined when the project, or the root of its workspace, has one already. */
  source: Source | undefined;
}

const testGroups = ['test', 'tests', 'testing'];

/**
 * The dependency group for what only tests and type checkers import: the one with pytest, one for
 * tests, `dev`, or what else is installed; a new `dev` where there is none, as `uv add --dev` has it.
 */
export function developmentGroup({ pyproject, declared, groups }: ProjectFacts): string {
  const written = Object.keys(asTable(pyproject.data['dependency-groups']));
  const installed = written.filter((key) => groups.includes(normalizeName(key)));
  const named = (...names: string[]) => installed.find((key) => names.includes(normalizeName(key)));
  const withPytest = installed.find((key) =>
    declared.groups.get(normalizeName(key))?.has('pytest'),
  );
  return withPytest ?? named(...testGroups) ?? named('dev') ?? installed[0] ?? 'dev';
}

function hasSource(data: Table | undefined, distribution: string): boolean {
  const sources = Object.keys(asTable(data && valueAt(data, 'tool.uv.sources')));
  return sources.some((name) => normalizeName(name) === distribution);
}

/**
 * The source that a sibling still needs.
 *
 * @param root - pyproject.toml of the uv workspace, whose sources hold for all members
 */
export function sourceFor(
  project: ProjectFacts,
  sibling: ProjectFacts,
  root: Pyproject | undefined,
): Source | undefined {
  const isShared = project.environment === sibling.environment;
  if (hasSource(project.pyproject.data, sibling.distribution)) return undefined;
  if (isShared && hasSource(root?.data, sibling.distribution)) return undefined;
  return isShared
    ? { workspace: true }
    : { path: relativePath(project.directory, sibling.directory), editable: true };
}

/** Why a sibling cannot be declared by an edit; undefined when it can. */
export function refusal(
  { project, use }: Pick<Missing, 'project' | 'use'>,
  root: Pyproject | undefined,
): string | undefined {
  const { data, namedIn } = project.pyproject;
  if (data['project'] === undefined || namedIn !== undefined)
    return 'its dependencies are not in [project]';
  if (use === 'production' && asStrings(valueAt(data, 'project.dynamic')).includes('dependencies'))
    return 'its dependencies are dynamic';
  const usesUv = [data, root?.data ?? {}].some((table) => valueAt(table, 'tool.uv') !== undefined);
  return usesUv ? undefined : 'it has no uv settings, through which uv finds siblings';
}

/** The list that a requirement belongs into. */
export function listFor({ project, use }: Pick<Missing, 'project' | 'use'>): Keys {
  return use === 'production'
    ? ['project', 'dependencies']
    : ['dependency-groups', developmentGroup(project)];
}

/** The declaration that a missing sibling asks for. */
export function declarationFor(missing: Missing, root: Pyproject | undefined): Declaration {
  const { project, sibling } = missing;
  const list = listFor(missing);
  return { list, name: sibling.name, source: sourceFor(project, sibling, root) };
}

/**
 * Writes a declaration into the text of a pyproject.toml.
 *
 * @returns undefined when the text cannot be edited without changing more
 */
export function declare(text: string, { list, name, source }: Declaration): string | undefined {
  const listed = list ? appendToList(text, list, [name]) : text;
  if (listed === undefined || source === undefined) return listed;
  return setValue(listed, ['tool', 'uv', 'sources', name], source);
}
