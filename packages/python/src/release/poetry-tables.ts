import { normalizeName } from '../normalize-name.js';
import { setToml, valueIn } from '../toml/edit-toml.js';
import { asTable, parsePyproject, type Table } from '../toml/pyproject.js';
import type { Manifest, NewRequirement, SiblingRequirement } from './manifest-edits.js';
import { isOpen, newConstraint } from './poetry-constraint.js';

/** Keys of the tables in which Poetry has dependencies. */
function tableKeys(data: Table): string[][] {
  const poetry = ['tool', 'poetry'];
  const groups = Object.keys(asTable(valueIn(data, [...poetry, 'group'])));
  return [
    [...poetry, 'dependencies'],
    [...poetry, 'dev-dependencies'],
    ...groups.map((name) => [...poetry, 'group', name, 'dependencies']),
  ];
}

/** Keys of what a manifest has for a distribution: a constraint, a table with one, or several of them. */
function entriesFor(data: Table, distribution: string): string[][] {
  return tableKeys(data).flatMap((keys) =>
    Object.keys(asTable(valueIn(data, keys)))
      .filter((name) => normalizeName(name) === normalizeName(distribution))
      .map((name) => [...keys, name]),
  );
}

/** The constraints of an entry; none where it says a place and no version. */
function constraintsOf(entry: unknown): string[] {
  if (typeof entry === 'string') return [entry];
  if (Array.isArray(entry)) return entry.flatMap(constraintsOf);
  const { version } = asTable(entry);
  return typeof version === 'string' ? [version] : [];
}

/** How Poetry's tables of a manifest ask for a distribution. */
export function poetryRequirementsOf(
  { file, text }: Manifest,
  distribution: string,
): SiblingRequirement[] {
  const { data } = parsePyproject(file, text);
  return entriesFor(data, distribution).map((keys) => {
    const [first = ''] = constraintsOf(valueIn(data, keys));
    return { keys, specifiers: isOpen(first) ? '' : first };
  });
}

function renewed(constraint: string, { version, prefix, keepsOpen }: NewRequirement): string {
  if (isOpen(constraint) && keepsOpen) return constraint;
  return newConstraint(constraint, version, prefix) ?? constraint;
}

/** An entry that asks for the new version; a table keeps all else that it says. */
function renewedEntry(entry: unknown, asked: NewRequirement): unknown {
  if (typeof entry === 'string') return renewed(entry, asked);
  if (Array.isArray(entry)) return entry.map((item) => renewedEntry(item, asked));
  const table = asTable(entry);
  const { version } = table;
  return typeof version === 'string' ? { ...table, version: renewed(version, asked) } : entry;
}

/** The text with what Poetry's tables ask for of a sibling's new version. */
export function writePoetryRequirement({ file, text }: Manifest, asked: NewRequirement): string {
  const { data } = parsePyproject(file, text);
  return entriesFor(data, asked.distribution).reduce((edited, keys) => {
    const entry = valueIn(data, keys);
    const next = renewedEntry(entry, asked);
    // Of a table only the version is written, so that its layout stays.
    const isTable = typeof entry === 'object' && !Array.isArray(entry);
    if (!isTable) return setToml(file, edited, keys, next);
    const { version } = asTable(next);
    return version === undefined ? edited : setToml(file, edited, [...keys, 'version'], version);
  }, text);
}
