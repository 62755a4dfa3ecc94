import { normalizeName } from '../normalize-name.js';
import { joinPath } from '../paths.js';
import { artifactKeys, canonical } from './digest.js';
import { type LockEntry, type Requirement, sourceText, withoutPassword } from './lock-entry.js';
import { nameOf, type Table, tableAt, tablesAt, textAt, textsAt } from './toml-values.js';

/** uv names a version and a source only where the name alone is ambiguous. */
function readEdge(edge: Table): Requirement {
  const source = edge['source'] === undefined ? undefined : sourceText(tableAt(edge, 'source'));
  return {
    name: normalizeName(nameOf(edge)),
    version: textAt(edge, 'version'),
    source,
    extras: textsAt(edge, 'extra').map(normalizeName),
    text: canonical(edge),
  };
}

/** A requirement of a root that is no project: as written in its pyproject.toml, not resolved. */
function readRootRequirement(requirement: Table): Requirement {
  return {
    name: normalizeName(nameOf(requirement)),
    extras: textsAt(requirement, 'extras').map(normalizeName),
    text: canonical(requirement),
  };
}

function readLists(
  lists: Table,
  read: (item: Table) => Requirement | undefined,
): Map<string, Requirement[]> {
  const result = Object.keys(lists).map((name): [string, Requirement[]] => {
    const items = tablesAt(lists, name).map(read);
    return [normalizeName(name), items.filter((item) => item !== undefined)];
  });
  return new Map(result);
}

function directoryIn(source: Table): string | undefined {
  const path =
    textAt(source, 'editable') ?? textAt(source, 'virtual') ?? textAt(source, 'directory');
  return path === undefined || path.startsWith('/') ? path : joinPath('.', path);
}

function indexIn(source: Table): string | undefined {
  const index = textAt(source, 'registry');
  return index === undefined ? undefined : withoutPassword(index);
}

/** `[package.metadata]` stays out: it repeats pyproject.toml, and what it led to is in the edges. */
function readPackage(entry: Table): LockEntry {
  const source = tableAt(entry, 'source');
  const version = textAt(entry, 'version');
  const artifacts = [...tablesAt(entry, 'wheels')];
  if (entry['sdist'] !== undefined) artifacts.push(tableAt(entry, 'sdist'));
  // Early releases of uv wrote `dependency-groups` for what is `dev-dependencies` otherwise.
  const groups = { ...tableAt(entry, 'dependency-groups'), ...tableAt(entry, 'dev-dependencies') };
  return {
    kind: 'package',
    name: normalizeName(nameOf(entry)),
    version,
    source: sourceText(source),
    directory: directoryIn(source),
    ...(textAt(source, 'virtual') === undefined ? {} : { virtual: true }),
    index: indexIn(source),
    facts: canonical([version, source, artifactKeys(artifacts)]),
    requires: tablesAt(entry, 'dependencies').map(readEdge),
    extras: readLists(tableAt(entry, 'optional-dependencies'), readEdge),
    groups: readLists(groups, readEdge),
  };
}

/**
 * The entry of a workspace root that has no `[project]` table. uv gives it none: what it requires
 * stands in the manifest, and `uv sync` there installs all members. A requirement whose marker
 * never holds has no package in the lock.
 */
function readRoot(manifest: Table, names: ReadonlySet<string>): LockEntry {
  const read = (item: Table) => {
    const requirement = readRootRequirement(item);
    return names.has(requirement.name) ? requirement : undefined;
  };
  const members = textsAt(manifest, 'members').map((name) => ({ name: normalizeName(name) }));
  const requires = [...tablesAt(manifest, 'requirements'), ...members].map(read);
  return {
    kind: 'package',
    name: '.',
    version: undefined,
    source: '',
    directory: '.',
    facts: '',
    requires: requires.filter((requirement) => requirement !== undefined),
    extras: new Map(),
    groups: readLists(tableAt(manifest, 'dependency-groups'), read),
  };
}

/** The packages of a uv.lock. */
export function readUvLock(data: Table): LockEntry[] {
  const entries = tablesAt(data, 'package').map(readPackage);
  const manifest = tableAt(data, 'manifest');
  const rooted = entries.some(({ directory }) => directory === '.');
  if (rooted || Object.keys(manifest).length === 0) return entries;
  return [...entries, readRoot(manifest, new Set(entries.map(({ name }) => name)))];
}
