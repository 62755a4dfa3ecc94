import { LockProblem } from './lock-problem.js';

/** A table as the TOML parser returns it. */
export type Table = Record<string, unknown>;

/** Whether a value is a table: not an array, not a date. */
export function isTable(value: unknown): value is Table {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
  );
}

function problem(table: Table, key: string, expected: string): LockProblem {
  const { name } = table;
  if (typeof name !== 'string') return new LockProblem(`\`${key}\` should be ${expected}`);
  return new LockProblem(`\`${key}\` of the package \`${name}\` should be ${expected}`, name);
}

/** The table at a key, or an empty one. */
export function tableAt(table: Table, key: string): Table {
  const value = table[key];
  if (value === undefined) return {};
  if (!isTable(value)) throw problem(table, key, 'a table');
  return value;
}

/** The list of tables at a key, or an empty one. */
export function tablesAt(table: Table, key: string): Table[] {
  const value = table[key];
  if (value === undefined) return [];
  if (!Array.isArray(value) || !value.every(isTable)) throw problem(table, key, 'a list of tables');
  return value;
}

/** The text at a key, if any. */
export function textAt(table: Table, key: string): string | undefined {
  const value = table[key];
  if (value !== undefined && typeof value !== 'string') throw problem(table, key, 'text');
  return value;
}

/** The list of texts at a key, or an empty one. */
export function textsAt(table: Table, key: string): string[] {
  const value = table[key];
  if (value === undefined) return [];
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
    throw problem(table, key, 'a list of strings');
  }
  return value;
}

/** The name of an entry, which every entry has. */
export function nameOf(entry: Table): string {
  const name = textAt(entry, 'name');
  if (!name) throw new LockProblem('a package entry has no `name`');
  return name;
}
