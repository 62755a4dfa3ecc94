import type { LockEntry } from './lock-entry.js';

function countOf(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** Appends `suffix(index)` to the texts that are not unique. */
function distinguish(texts: readonly string[], suffix: (index: number) => string): string[] {
  const counts = countOf(texts);
  return texts.map((text, index) => (counts.get(text) === 1 ? text : text + suffix(index)));
}

/** Ids for entries of one name, in their order: as short as uniqueness allows. */
export function idsOf(entries: readonly LockEntry[]): string[] {
  const names = entries.map(({ name }) => name);
  const version = (index: number) => `@${entries[index]?.version ?? 'dynamic'}`;
  const source = (index: number) => ` from ${entries[index]?.source || 'elsewhere'}`;
  // The same version from the same source stands twice only where markers set the two apart.
  const number = (index: number) => ` #${index + 1}`;
  return distinguish(distinguish(distinguish(names, version), source), number);
}
