import { parse } from 'smol-toml';
import { normalizeName } from '../normalize-name.js';
import { type Table, tableAt, textAt } from './toml-values.js';

/** Ids of nodes of which at most one can be installed, as {@link Lock.nodes} has them. */
export type Conflict = readonly string[];

/** The node that an item of a conflict is about: a member, one of its extras, or one of its groups. */
function idOf(item: Table): string {
  const name = textAt(item, 'package');
  // Of a root that is no project.
  const owner = name === undefined ? '.' : normalizeName(name);
  const [extra, group] = [textAt(item, 'extra'), textAt(item, 'group')];
  if (extra !== undefined) return `${owner}[${normalizeName(extra)}]`;
  return group === undefined ? owner : `${owner}:${normalizeName(group)}`;
}

/** What a uv.lock says cannot be installed together. Most locks say nothing, and are not parsed for it. */
export function readConflicts(text: string): Conflict[] {
  if (!/^conflicts = /m.test(text)) return [];
  const { conflicts } = parse(text);
  if (!Array.isArray(conflicts)) return [];
  return conflicts.map((list) =>
    Array.isArray(list) ? list.map((item) => idOf(tableAt({ item }, 'item'))) : [],
  );
}
