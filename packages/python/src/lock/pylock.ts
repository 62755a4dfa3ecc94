import { normalizeName } from '../normalize-name.js';
import { joinPath } from '../paths.js';
import { artifactKeys, canonical } from './digest.js';
import {
  indexOfFiles,
  type LockEntry,
  type LockOrigin,
  type Requirement,
  sourceText,
  withoutPassword,
} from './lock-entry.js';
import { nameOf, type Table, tableAt, tablesAt, textAt } from './toml-values.js';

/** Name of the node that stands for all packages of the file. */
const whole = '*';

function readRequirement(table: Table): Requirement {
  return {
    name: normalizeName(nameOf(table)),
    version: textAt(table, 'version'),
    extras: [],
    text: canonical(table),
  };
}

/**
 * PEP 751 makes `dependencies` optional, and most tools leave them out. What such a package
 * requires is unknown, so it requires the whole file.
 */
function requirementsOf(entry: Table): Requirement[] {
  if (entry['dependencies'] === undefined) return [{ name: whole, extras: [], text: '' }];
  return tablesAt(entry, 'dependencies').map(readRequirement);
}

function sourceOf(entry: Table): Table {
  const { index, vcs, directory } = entry;
  const present = Object.entries({ index, vcs, directory }).filter(([, value]) => value);
  return Object.fromEntries(present);
}

function directoryOf(entry: Table): string | undefined {
  const path = textAt(tableAt(entry, 'directory'), 'path');
  return path === undefined ? undefined : joinPath('.', path);
}

function originOf(entry: Table): LockOrigin | undefined {
  const vcs = tableAt(entry, 'vcs');
  const archive = tableAt(entry, 'archive');
  if (entry['vcs']) {
    const url = textAt(vcs, 'url') ?? textAt(vcs, 'path') ?? '';
    return { kind: 'vcs', url, commit: textAt(vcs, 'commit-id') };
  }
  if (!entry['archive']) return undefined;
  return { kind: 'archive', url: textAt(archive, 'url') ?? textAt(archive, 'path') ?? '' };
}

function indexOf(entry: Table): string | undefined {
  if (entry['vcs'] ?? entry['directory'] ?? entry['archive']) return undefined;
  const index = textAt(entry, 'index');
  if (index !== undefined) return withoutPassword(index);
  return indexOfFiles([...tablesAt(entry, 'wheels'), tableAt(entry, 'sdist')]);
}

function readPackage(entry: Table): LockEntry {
  const version = textAt(entry, 'version');
  const source = sourceOf(entry);
  const single = [tableAt(entry, 'sdist'), tableAt(entry, 'archive')];
  const artifacts = [...tablesAt(entry, 'wheels'), ...single];
  return {
    kind: 'package',
    name: normalizeName(nameOf(entry)),
    version,
    source: sourceText({ index: entry['index'] ?? '', ...tableAt(entry, 'vcs') }),
    directory: directoryOf(entry),
    index: indexOf(entry),
    facts: canonical([version, source, entry['marker'], artifactKeys(artifacts)]),
    requires: requirementsOf(entry),
    extras: new Map(),
    groups: new Map(),
    conditional: Boolean(entry['marker']),
    origin: originOf(entry),
  };
}

function wholeFile(packages: readonly LockEntry[]): LockEntry {
  return {
    kind: 'whole',
    name: whole,
    version: undefined,
    source: '',
    directory: undefined,
    facts: '',
    requires: packages.map(({ name }) => ({ name, extras: [], text: '' })),
    extras: new Map(),
    groups: new Map(),
  };
}

/** The packages of a pylock.toml, and the node `*` when one of them says nothing of what it needs. */
export function readPylock(data: Table): LockEntry[] {
  const packages = tablesAt(data, 'packages').map(readPackage);
  const unknown = packages.some(({ requires }) => requires.some(({ name }) => name === whole));
  return unknown ? [...packages, wholeFile(packages)] : packages;
}
