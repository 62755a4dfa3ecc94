import { closestMatch } from 'leven';

/** `did you mean …?` for a name nobody knows, or the list of those that are known. */
export function suggestName(name: string, known: readonly string[]): string {
  const simple = (text: string) => text.toLowerCase().replace(/[-_]/g, '');
  const bySimple = new Map(known.map((candidate) => [simple(candidate), candidate]));
  const maxDistance = Math.max(2, Math.floor(name.length / 3));
  const nearest = closestMatch(simple(name), [...bySimple.keys()], { maxDistance });
  const found = nearest === undefined ? undefined : bySimple.get(nearest);
  return found ? `did you mean "${found}"?` : `known here: ${known.join(', ')}.`;
}
