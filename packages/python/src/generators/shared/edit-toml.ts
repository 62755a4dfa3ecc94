import { isDeepStrictEqual } from 'node:util';
import { parse as parseForPatch, patch } from '@decimalturn/toml-patch';
import { parse } from 'smol-toml';
import { SignalError } from '../../errors.js';
import { asTable, type Table } from '../../toml/pyproject.js';
import { escapePattern } from './escape-pattern.js';

/** Keys from the top, such as `['tool', 'uv', 'sources']`. */
export type Keys = readonly string[];

const bareKey = /^[A-Za-z0-9_-]+$/;
const keyText = (key: string) => (bareKey.test(key) ? key : JSON.stringify(key));

function valueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const pairs = Object.entries(value).map(([key, item]) => `${keyText(key)} = ${valueText(item)}`);
  return `{ ${pairs.join(', ')} }`;
}

/** The value behind keys; undefined when there is none. */
export function tomlValue(text: string, keys: Keys): unknown {
  return keys.reduce<unknown>((table, key) => asTable(table)[key], parse(text));
}

function tableIn(data: Table, keys: Keys): Table {
  let table = data;
  for (const key of keys) {
    // Without a prototype, as the parser makes its tables.
    table[key] ??= Object.create(null);
    table = table[key] as Table;
  }
  return table;
}

function setValue(data: Table, keys: Keys, value: unknown): Table {
  const table = tableIn(data, keys.slice(0, -1));
  const key = keys.at(-1) as string;
  if (value === undefined) delete table[key];
  else table[key] = value;
  return data;
}

function lineEnd(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** Text for a table that is not there yet, at the end of the file, where nothing else moves. */
function append(text: string, keys: Keys, value: unknown): string {
  const end = lineEnd(text);
  const separator = text === '' ? '' : text.endsWith('\n') ? end : end + end;
  const header = keys.slice(0, -1).map(keyText).join('.');
  return `${text}${separator}[${header}]${end}${keyText(keys.at(-1) as string)} = ${valueText(value)}${end}`;
}

/** Puts a key below the last line of its table, which must have a header of its own. */
function insert(text: string, keys: Keys, value: unknown): string | undefined {
  const end = lineEnd(text);
  const lines = text.split(/\r?\n/);
  const header = `[${keys.slice(0, -1).map(keyText).join('.')}]`;
  const start = lines.findIndex(
    (line) => line.replace(/#.*$/, '').replaceAll(/\s/g, '') === header,
  );
  if (start < 0) return undefined;
  const next = lines.findIndex((line, index) => index > start && /^\s*\[/.test(line));
  let at = next < 0 ? lines.length : next;
  while (at > start + 1 && /^\s*(#.*)?$/.test(lines[at - 1] ?? '')) at -= 1;
  lines.splice(at, 0, `${keyText(keys.at(-1) as string)} = ${valueText(value)}`);
  return lines.join(end);
}

/** Takes away a key that has a line to itself. */
function removeLine(text: string, keys: Keys): string | undefined {
  const key = keys.at(-1) as string;
  const pattern = new RegExp(`^(?:${escapePattern(key)}|"${key}")\\s*=.*\\r?\\n?`, 'gm');
  return [...text.matchAll(pattern)].length === 1 ? text.replace(pattern, '') : undefined;
}

type Edit = (text: string, keys: Keys, value: unknown) => string | undefined;

function change(text: string, keys: Keys, value: unknown): string {
  return patch(text, setValue(parseForPatch(text) as Table, keys, value));
}

function checked(edit: Edit, text: string, keys: Keys, value: unknown): string | undefined {
  try {
    const given = value === undefined ? undefined : parse(`x = ${valueText(value)}`)['x'];
    const wanted = setValue(parse(text) as Table, keys, given);
    const edited = edit(text, keys, value);
    return edited !== undefined && isDeepStrictEqual(parse(edited), wanted) ? edited : undefined;
  } catch {
    return undefined;
  }
}

function editsFor(text: string, keys: Keys, value: unknown): Edit[] {
  if (value === undefined) return [removeLine, change];
  if (tomlValue(text, keys) !== undefined) return [change];
  return tomlValue(text, keys.slice(0, -1)) === undefined ? [append] : [insert, change];
}

/**
 * Sets one value in TOML text, or takes it away when it is undefined, and leaves all else as it is:
 * comments, order and layout. Each edit is read again, and dropped if anything else differs.
 *
 * @param file - for the error only
 * @throws SignalError TOML_NOT_EDITABLE when the text is laid out in a way that cannot be edited safely
 */
export function setToml(file: string, text: string, keys: Keys, value: unknown): string {
  if (isDeepStrictEqual(tomlValue(text, keys), value)) return text;
  for (const edit of editsFor(text, keys, value)) {
    const edited = checked(edit, text, keys, value);
    if (edited !== undefined) return edited;
  }
  const wanted = value === undefined ? 'remove it' : `set it to ${valueText(value)}`;
  throw new SignalError({
    code: 'TOML_NOT_EDITABLE',
    message: `${file} could not be edited without changing more than ${keys.join('.')}.`,
    place: { file, key: keys.join('.') },
    hint: `${wanted} by hand, and run the generator again.`,
  });
}

/** Adds to a list what it lacks; the list is made when there is none. */
export function addToList(
  file: string,
  text: string,
  keys: Keys,
  items: readonly string[],
): string {
  const current = tomlValue(text, keys);
  const list = Array.isArray(current) ? current : [];
  const missing = items.filter((item) => !list.includes(item));
  return missing.length === 0 ? text : setToml(file, text, keys, [...list, ...missing]);
}
