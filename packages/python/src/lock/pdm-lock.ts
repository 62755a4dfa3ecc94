import { normalizeName } from '../normalize-name.js';
import { joinPath } from '../paths.js';
import { parseRequirement } from '../project/requirements.js';
import { artifactKeys, canonical } from './digest.js';
import { groupBy } from './group-by.js';
import {
  indexOfFiles,
  type LockEntry,
  type LockOrigin,
  type Requirement,
  sourceText,
} from './lock-entry.js';
import { nameOf, type Table, tableAt, tablesAt, textAt, textsAt } from './toml-values.js';

const sourceKeys = ['git', 'ref', 'revision', 'subdirectory', 'url', 'path', 'editable'];
const archive = /\.(whl|zip|tar|tgz|tar\.\w+)$/i;

function sourceOf(entry: Table): Table {
  const present = sourceKeys.filter((key) => entry[key] !== undefined);
  return Object.fromEntries(present.map((key) => [key, entry[key]]));
}

function directoryOf(entry: Table): string | undefined {
  const path = textAt(entry, 'path');
  return path === undefined || archive.test(path) ? undefined : joinPath('.', path);
}

function readRequirements(entry: Table): Requirement[] {
  return textsAt(entry, 'dependencies').flatMap((text): Requirement[] => {
    const requirement = parseRequirement(text);
    // The entry's own marker is also part of what an extra says, and an extra has no facts.
    const said = { text: canonical([text, entry['marker']]), conditional: text.includes(';') };
    return requirement ? [{ ...requirement, ...said }] : [];
  });
}

/** PDM before 2.8 kept the artifacts of all packages in one table, keyed `name version`. */
function artifactsOf(entry: Table, metadata: Table): Table[] {
  const files = tableAt(metadata, 'files');
  const key = `${nameOf(entry)} ${textAt(entry, 'version') ?? ''}`;
  return [...tablesAt(entry, 'files'), ...tablesAt(files, key)];
}

function originOf(entry: Table): LockOrigin | undefined {
  const url = textAt(entry, 'git') ?? textAt(entry, 'hg') ?? textAt(entry, 'svn');
  if (url !== undefined) return { kind: 'vcs', url, commit: textAt(entry, 'revision') };
  const file = textAt(entry, 'url') ?? textAt(entry, 'path');
  return file !== undefined && directoryOf(entry) === undefined
    ? { kind: 'archive', url: file }
    : undefined;
}

function readPackage(entry: Table, metadata: Table): LockEntry {
  const source = sourceOf(entry);
  const version = textAt(entry, 'version');
  const files = artifactsOf(entry, metadata);
  const directory = directoryOf(entry);
  const origin = originOf(entry);
  return {
    kind: 'package',
    name: normalizeName(nameOf(entry)),
    version,
    source: sourceText(source),
    directory,
    index: directory === undefined && origin === undefined ? indexOfFiles(files) : undefined,
    facts: canonical([version, source, entry['marker'], artifactKeys(files)]),
    requires: readRequirements(entry),
    extras: new Map(),
    groups: new Map(),
    conditional: Boolean(entry['marker']),
    origin,
  };
}

const keyOf = ({ name, version, source }: LockEntry) => canonical([name, version, source]);

/** PDM writes `requests[socks]` as an entry of its own, which requires the plain one. */
function addExtras(owner: LockEntry, extras: readonly string[], { requires }: LockEntry): void {
  const list = requires.filter(({ name, extras }) => name !== owner.name || extras.length > 0);
  for (const extra of extras) {
    owner.extras.set(extra, [...(owner.extras.get(extra) ?? []), ...list]);
  }
}

/** The packages of a pdm.lock. It holds no entry for the project that it locks. */
export function readPdmLock(data: Table): LockEntry[] {
  const metadata = tableAt(data, 'metadata');
  const plain: LockEntry[] = [];
  const withExtras: { entry: LockEntry; extras: string[] }[] = [];
  for (const table of tablesAt(data, 'package')) {
    const entry = readPackage(table, metadata);
    const extras = textsAt(table, 'extras').map(normalizeName);
    if (extras.length > 0) withExtras.push({ entry, extras });
    else plain.push(entry);
  }
  const owners = groupBy(plain, keyOf);
  for (const { entry, extras } of withExtras) {
    for (const owner of owners.get(keyOf(entry)) ?? []) addExtras(owner, extras, entry);
  }
  return plain;
}
