import { isDeepStrictEqual } from 'node:util';
import { parse as parseForPatch, patch } from '@decimalturn/toml-patch';
import { parse } from 'smol-toml';
import { asTable, type Table } from '../toml/pyproject.js';
import { type DeclaredInput, declarationLines } from './declaration.js';

const keysOf = (kind: string) => ['tool', 'nx-signal', 'targets', kind];

function targetIn(data: Table, kind: string): unknown {
  return keysOf(kind).reduce<unknown>((table, key) => asTable(table)[key], data);
}

function setInputs(data: Table, kind: string, inputs: unknown): Table {
  let table = data;
  for (const key of keysOf(kind)) {
    // Without a prototype, as the parser makes its tables.
    table[key] ??= Object.create(null);
    table = table[key] as Table;
  }
  table['inputs'] = inputs;
  return data;
}

function append(text: string, kind: string, inputs: readonly DeclaredInput[]): string {
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const separator = text === '' ? '' : text.endsWith('\n') ? end : end + end;
  return text + separator + declarationLines(kind, inputs).join(end) + end;
}

function change(text: string, kind: string, inputs: readonly DeclaredInput[]): string {
  return patch(text, setInputs(parseForPatch(text) as Table, kind, [...inputs]));
}

/** The text that an edit gives, if it is valid TOML with exactly the wanted content. */
function checked(
  edit: typeof append,
  text: string,
  kind: string,
  inputs: readonly DeclaredInput[],
): string | undefined {
  try {
    const added = targetIn(parse(declarationLines(kind, inputs).join('\n')) as Table, kind);
    const wanted = setInputs(parse(text) as Table, kind, asTable(added)['inputs']);
    const edited = edit(text, kind, inputs);
    return isDeepStrictEqual(parse(edited), wanted) ? edited : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Sets a target's inputs in the text of a pyproject.toml and leaves all else as it is: comments, order
 * and layout.
 *
 * @returns undefined when the text is laid out in a way that cannot be edited safely
 */
export function editInputs(
  text: string,
  kind: string,
  inputs: readonly DeclaredInput[],
): string | undefined {
  // A table of its own reads best, but where the target has one already there can be no second.
  const edits = targetIn(parse(text) as Table, kind) === undefined ? [append, change] : [change];
  for (const edit of edits) {
    const edited = checked(edit, text, kind, inputs);
    if (edited !== undefined) return edited;
  }
  return undefined;
}
