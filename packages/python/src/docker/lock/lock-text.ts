import { LockProblem } from '../../lock/lock-problem.js';

/** A key of a table with its value, in uv's own words, without a line break at the end. */
export interface LockKey {
  key: string;
  text: string;
}

/** A table of a uv.lock, `header` being its line in brackets; the first table has none. */
export interface LockTable {
  header: string;
  keys: LockKey[];
}

const keyLine = /^(?:([A-Za-z0-9_-]+)|"([^"]+)") = /;

/**
 * Splits the text of a uv.lock into tables and keys, so that parts of it can be kept to the letter.
 * uv indents what stands inside an array: a bracket at the start of a line opens a table.
 */
export function parseLockText(text: string): LockTable[] {
  const tables: LockTable[] = [{ header: '', keys: [] }];
  for (const line of text.split(/\r?\n/)) {
    const table = tables.at(-1);
    const known = keyLine.exec(line);
    if (line.startsWith('[')) tables.push({ header: line, keys: [] });
    else if (known) table?.keys.push({ key: known[1] ?? known[2] ?? '', text: line });
    else if (line !== '') {
      const open = table?.keys.at(-1);
      if (!open) throw new LockProblem(`the line \`${line}\` is not in the form uv writes`);
      open.text += `\n${line}`;
    }
  }
  return tables;
}

/** The text of tables, as uv spaces them. */
export function formatLockText(tables: readonly LockTable[]): string {
  const texts = tables.map(({ header, keys }) =>
    [...(header ? [header] : []), ...keys.map(({ text }) => text)].join('\n'),
  );
  return `${texts.join('\n\n')}\n`;
}

/** The items of an array that uv has written over several lines, each with its indentation and comma. */
export function filterItems({ key, text }: LockKey, keep: (item: string) => boolean): LockKey {
  const lines = text.split('\n');
  const kept = lines.filter((line) => !line.startsWith('    ') || keep(line.trim()));
  return { key, text: kept.join('\n') };
}
