import { isDeepStrictEqual } from 'node:util';
import { parse as parseForPatch, patch, TomlFormat } from '@decimalturn/toml-patch';
import { parse } from 'smol-toml';
import { asTable, type Table } from '../toml/pyproject.js';

/** Keys that lead to a value, outermost first. */
export type KeyPath = readonly string[];

/** The value at `path`, or undefined. */
export function valueIn(data: unknown, path: KeyPath): unknown {
  return path.reduce<unknown>((table, key) => asTable(table)[key], data);
}

function setIn(data: Table, path: KeyPath, value: unknown): Table {
  let table = data;
  for (const key of path.slice(0, -1)) {
    // Without a prototype, as the parser makes its tables.
    table[key] ??= Object.create(null);
    table = table[key] as Table;
  }
  table[path.at(-1) as string] = value;
  return data;
}

const bareKey = /^[A-Za-z0-9_-]+$/;

function keyText(key: string): string {
  return bareKey.test(key) ? key : JSON.stringify(key);
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(
    ([key, item]) => `${keyText(key)} = ${valueText(item)}`,
  );
  return `{ ${entries.join(', ')} }`;
}

/** A line of its own behind the last one of its table, and not behind the next table's remarks. */
function insertLine(text: string, path: KeyPath, value: unknown): string | undefined {
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text.split(end);
  const header = `[${path.slice(0, -1).map(keyText).join('.')}]`;
  const start = lines.findIndex(
    (line) => line.replace(/#.*/, '').replaceAll(' ', '').trim() === header,
  );
  if (start < 0) return undefined;
  const next = lines.findIndex(
    (line, index) => index > start && /^\s*\[\[?[\w".' -]+\]/.test(line),
  );
  let last = (next < 0 ? lines.length : next) - 1;
  while (last > start && /^\s*(#.*)?$/.test(lines[last] ?? '')) last--;
  lines.splice(last + 1, 0, `${keyText(path.at(-1) as string)} = ${valueText(value)}`);
  return lines.join(end);
}

/** A table of its own at the end of the file. */
function appendTable(text: string, path: KeyPath, value: unknown): string {
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const separator = text === '' ? '' : text.endsWith('\n') ? end : end + end;
  const header = `[${path.slice(0, -1).map(keyText).join('.')}]`;
  return `${text}${separator}${header}${end}${keyText(path.at(-1) as string)} = ${valueText(value)}${end}`;
}

function patchValue(text: string, path: KeyPath, value: unknown): string {
  const format = TomlFormat.autoDetectFormat(text);
  // An inline table must not end with a comma, whatever the arrays of the file do.
  if (typeof value === 'object' && !Array.isArray(value)) format.trailingComma = false;
  return patch(text, setIn(parseForPatch(text) as Table, path, value), format);
}

function remarks(text: string): string {
  return [...text.matchAll(/#.*$/gm)].map(([remark]) => remark.trim()).join('\n');
}

/** The text of an edit, if it is valid TOML with exactly the wanted content and all its comments. */
function checked(
  text: string,
  path: KeyPath,
  value: unknown,
  edit: typeof insertLine,
): string | undefined {
  try {
    const edited = edit(text, path, value);
    if (edited === undefined) return undefined;
    const added = valueIn(parse(`value = ${valueText(value)}`), ['value']);
    const wanted = setIn(parse(text) as Table, path, added);
    if (!isDeepStrictEqual(parse(edited), wanted)) return undefined;
    return remarks(edited) === remarks(text) ? edited : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Sets one value in TOML text and leaves all else as it is: comments, order and layout.
 *
 * @returns undefined when the text is laid out in a way that cannot be edited safely
 */
export function setValue(text: string, path: KeyPath, value: unknown): string | undefined {
  const isNew = valueIn(parse(text), path) === undefined;
  const edits = isNew ? [insertLine, appendTable, patchValue] : [patchValue];
  for (const edit of edits) {
    const edited = checked(text, path, value, edit);
    if (edited !== undefined) return edited;
  }
  return undefined;
}

/** Puts items behind those of a list, which is made when it is missing. See {@link setValue}. */
export function appendToList(
  text: string,
  path: KeyPath,
  items: readonly string[],
): string | undefined {
  const list = valueIn(parse(text), path) ?? [];
  if (!Array.isArray(list)) return undefined;
  const added = items.filter((item) => !list.includes(item));
  return added.length === 0 ? text : setValue(text, path, [...list, ...added]);
}
