import { isDeepStrictEqual } from 'node:util';
import { parse as parseForPatch, patch, TomlFormat } from '@decimalturn/toml-patch';
import { parse } from 'smol-toml';
import { SignalError } from '../errors.js';
import { escapePattern } from '../escape-pattern.js';
import { asTable, type Table } from './pyproject.js';
import { keyText, linesOfValue, valueText } from './toml-text.js';

/** Keys that lead to a value, outermost first, such as `['tool', 'uv', 'sources']`. */
export type Keys = readonly string[];

/** The value behind keys in parsed TOML; undefined when there is none. */
export function valueIn(data: unknown, keys: Keys): unknown {
  return keys.reduce<unknown>((table, key) => asTable(table)[key], data);
}

/** The value behind keys in TOML text; undefined when there is none. */
export function tomlValue(text: string, keys: Keys): unknown {
  return valueIn(parse(text), keys);
}

function setIn(data: Table, keys: Keys, value: unknown): Table {
  let table = data;
  for (const key of keys.slice(0, -1)) {
    // Without a prototype, as the parser makes its tables.
    table[key] ??= Object.create(null);
    table = table[key] as Table;
  }
  const key = keys.at(-1) as string;
  if (value === undefined) delete table[key];
  else table[key] = value;
  return data;
}

function lineEnd(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** A way to set a value; undefined where the text is not laid out for it. */
type Edit = (text: string, keys: Keys, value: unknown) => string | undefined;

function headerOf(keys: Keys): string {
  return `[${keys.slice(0, -1).map(keyText).join('.')}]`;
}

/** A table of its own at the end of the file, where nothing else moves. */
const appendTable: Edit = (text, keys, value) => {
  const end = lineEnd(text);
  const separator = text === '' ? '' : text.endsWith('\n') ? end : end + end;
  const lines = [headerOf(keys), ...linesOfValue(keys.at(-1) as string, value), ''];
  return text + separator + lines.join(end);
};

/** A line of its own behind the last one of its table, and not behind the next table's remarks. */
const insertLine: Edit = (text, keys, value) => {
  const lines = text.split(/\r?\n/);
  const header = headerOf(keys);
  const start = lines.findIndex(
    (line) => line.replace(/#.*$/, '').replaceAll(/\s/g, '') === header,
  );
  if (start < 0) return undefined;
  const next = lines.findIndex(
    (line, index) => index > start && /^\s*\[\[?[\w".' -]+\]/.test(line),
  );
  let at = next < 0 ? lines.length : next;
  while (at > start + 1 && /^\s*(#.*)?$/.test(lines[at - 1] ?? '')) at -= 1;
  lines.splice(at, 0, ...linesOfValue(keys.at(-1) as string, value));
  return lines.join(lineEnd(text));
};

/** Takes away a key that has a line to itself. */
const removeLine: Edit = (text, keys) => {
  const escaped = escapePattern(keys.at(-1) as string);
  const pattern = new RegExp(`^(?:${escaped}|"${escaped}")\\s*=.*\\r?\\n?`, 'gm');
  return [...text.matchAll(pattern)].length === 1 ? text.replace(pattern, '') : undefined;
};

const patchValue: Edit = (text, keys, value) => {
  const format = TomlFormat.autoDetectFormat(text);
  // An inline table must not end with a comma, whatever the arrays of the file do.
  if (typeof value === 'object' && !Array.isArray(value)) format.trailingComma = false;
  return patch(text, setIn(parseForPatch(text) as Table, keys, value), format);
};

function remarks(text: string): string[] {
  return [...text.matchAll(/#.*$/gm)].map(([remark]) => remark.trim());
}

/** What is added loses no remark; only what is taken away may take those beside it along. */
function keepsRemarks(before: string, after: string): boolean {
  const kept = new Set(remarks(after));
  return remarks(before).every((remark) => kept.has(remark));
}

/** Whether some of what was there is not in the new value. */
function isLess(value: unknown, before: unknown): boolean {
  if (value === undefined) return true;
  if (!Array.isArray(before)) return false;
  return !Array.isArray(value) || before.some((item) => !value.includes(item));
}

/** The text of an edit, if it is valid TOML with exactly the wanted content and its remarks. */
function checked(edit: Edit, text: string, keys: Keys, value: unknown): string | undefined {
  try {
    const edited = edit(text, keys, value);
    if (edited === undefined) return undefined;
    const given = value === undefined ? undefined : parse(`x = ${valueText(value)}`)['x'];
    const wanted = setIn(parse(text) as Table, keys, given);
    if (!isDeepStrictEqual(parse(edited), wanted)) return undefined;
    const mayLose = isLess(value, tomlValue(text, keys));
    return mayLose || keepsRemarks(text, edited) ? edited : undefined;
  } catch {
    return undefined;
  }
}

function editsFor(text: string, keys: Keys, value: unknown): Edit[] {
  if (value === undefined) return [removeLine, patchValue];
  if (tomlValue(text, keys) !== undefined) return [patchValue];
  return tomlValue(text, keys.slice(0, -1)) === undefined
    ? [insertLine, appendTable, patchValue]
    : [insertLine, patchValue];
}

/**
 * Sets one value in TOML text, or takes it away when it is undefined, and leaves all else as it is:
 * comments, order and layout. Each edit is read again, and dropped if anything else differs.
 *
 * @returns undefined when the text is laid out in a way that cannot be edited safely
 */
export function setValue(text: string, keys: Keys, value: unknown): string | undefined {
  if (isDeepStrictEqual(tomlValue(text, keys), value)) return text;
  for (const edit of editsFor(text, keys, value)) {
    const edited = checked(edit, text, keys, value);
    if (edited !== undefined) return edited;
  }
  return undefined;
}

/**
 * Puts items behind those of a list, which is made when it is missing.
 *
 * @returns undefined when it is no list, or as for {@link setValue}
 */
export function appendToList(
  text: string,
  keys: Keys,
  items: readonly string[],
): string | undefined {
  const list = tomlValue(text, keys) ?? [];
  if (!Array.isArray(list)) return undefined;
  const added = items.filter((item) => !list.includes(item));
  return added.length === 0 ? text : setValue(text, keys, [...list, ...added]);
}

/**
 * {@link setValue} for generators, which cannot go on without it.
 *
 * @param file - for the error only
 * @throws SignalError TOML_NOT_EDITABLE
 */
export function setToml(file: string, text: string, keys: Keys, value: unknown): string {
  const edited = setValue(text, keys, value);
  if (edited !== undefined) return edited;
  const wanted = value === undefined ? 'remove it' : `set it to ${valueText(value)}`;
  throw new SignalError({
    code: 'TOML_NOT_EDITABLE',
    message: `${file} could not be edited without changing more than ${keys.join('.')}.`,
    place: { file, key: keys.join('.') },
    hint: `${wanted} yourself, then run the generator again.`,
  });
}

/** {@link setToml} with what a list lacks added; the list is made when there is none. */
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
