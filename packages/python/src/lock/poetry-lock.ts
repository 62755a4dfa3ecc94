import { normalizeName } from '../normalize-name.js';
import { joinPath } from '../paths.js';
import { parseRequirement } from '../project/requirements.js';
import { artifactKeys, canonical } from './digest.js';
import {
  type LockEntry,
  type LockOrigin,
  type Requirement,
  sourceText,
  withoutPassword,
} from './lock-entry.js';
import { isTable, nameOf, type Table, tableAt, tablesAt, textAt, textsAt } from './toml-values.js';

interface Dependency extends Requirement {
  /** Installed only with an extra that names it. */
  optional: boolean;
}

function readDependency(name: string, value: unknown): Dependency {
  const terms = isTable(value) ? value : { version: value };
  return {
    name: normalizeName(name),
    extras: textsAt(terms, 'extras').map(normalizeName),
    optional: terms['optional'] === true,
    conditional: ['optional', 'markers', 'python', 'platform'].some((key) => terms[key]),
    text: canonical({ ...terms, name }),
  };
}

/** A dependency is a version, a table, or a list of these: one for each marker. */
function readDependencies(entry: Table): Dependency[] {
  return Object.entries(tableAt(entry, 'dependencies')).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((item) => readDependency(name, item)),
  );
}

/**
 * What an extra requires. Poetry lists every extra its packages offer, most of them not locked: only
 * those count that name a locked dependency of the package or another extra of the package itself.
 */
function readExtra(
  list: readonly string[],
  owner: Pick<LockEntry, 'name' | 'version' | 'source'>,
  dependencies: readonly Dependency[],
): Requirement[] {
  return list.flatMap((text): Requirement[] => {
    const wanted = parseRequirement(text);
    if (wanted?.name === owner.name) return [{ ...owner, extras: wanted.extras, text }];
    return dependencies.filter(({ name }) => name === wanted?.name);
  });
}

/** Poetry before 1.5 kept the artifacts of all packages in one table. */
function artifactsOf(entry: Table, metadata: Table): Table[] {
  const files = tableAt(metadata, 'files');
  return [...tablesAt(entry, 'files'), ...tablesAt(files, nameOf(entry))];
}

/** Poetry's kinds of source: git, url, file, directory, and legacy for another index. */
function originOf(source: Table): LockOrigin | undefined {
  const url = textAt(source, 'url') ?? '';
  const type = textAt(source, 'type');
  if (type === 'git') return { kind: 'vcs', url, commit: textAt(source, 'resolved_reference') };
  return type === 'url' || type === 'file' ? { kind: 'archive', url } : undefined;
}

/** Poetry names every index but PyPI. */
function indexOf(source: Table): string | undefined {
  const type = textAt(source, 'type');
  if (type === undefined) return 'https://pypi.org/simple';
  return type === 'legacy' ? withoutPassword(textAt(source, 'url') ?? '') : undefined;
}

function readPackage(entry: Table, metadata: Table): LockEntry {
  const source = tableAt(entry, 'source');
  const version = textAt(entry, 'version');
  const owner = { name: normalizeName(nameOf(entry)), version, source: sourceText(source) };
  const dependencies = readDependencies(entry);
  const extras = tableAt(entry, 'extras');
  const lists = Object.keys(extras).map((name): [string, Requirement[]] => {
    return [normalizeName(name), readExtra(textsAt(extras, name), owner, dependencies)];
  });
  const local = textAt(source, 'type') === 'directory';
  const markers = entry['markers'] ?? entry['marker'];
  return {
    kind: 'package',
    ...owner,
    directory: local ? joinPath('.', textAt(source, 'url') ?? '.') : undefined,
    facts: canonical([version, source, markers, artifactKeys(artifactsOf(entry, metadata))]),
    requires: dependencies.filter(({ optional }) => !optional),
    extras: new Map(lists.filter(([, list]) => list.length > 0)),
    groups: new Map(),
    conditional: Boolean(markers) || entry['optional'] === true,
    origin: originOf(source),
    index: indexOf(source),
  };
}

/** The packages of a poetry.lock. It holds no entry for the project that it locks. */
export function readPoetryLock(data: Table): LockEntry[] {
  const metadata = tableAt(data, 'metadata');
  return tablesAt(data, 'package').map((entry) => readPackage(entry, metadata));
}
