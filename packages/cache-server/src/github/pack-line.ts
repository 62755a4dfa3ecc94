import type { PackIndex, Span } from './pack-format.js';

/** Numbers that are looked at below the newest pack when it does not say which ones matter. */
const blindSteps = 16;

/** Most numbers that are looked at in all. */
const mostLooks = 64;

/** What is known of the packs of a ref, by their numbers. `absent`: there is none, or none that can be used. */
export type KnownPacks = ReadonlyMap<number, { index: PackIndex } | 'absent'>;

/** The span that covers most, of all packs that are known. */
export function bestSpan(known: KnownPacks): Span | undefined {
  let best: Span | undefined;
  for (const pack of known.values()) {
    const span = pack === 'absent' ? undefined : pack.index.span;
    if (span && (!best || span.floor > best.floor)) best = span;
  }
  return best;
}

/**
 * The numbers to look at next, the newest first; none when all is known that matters. Packs are numbered
 * one behind the other, by whoever comes first, so one above the highest tells whether there are more.
 */
export function numbersToRead(known: KnownPacks, newest: number): number[] {
  const span = bestSpan(known);
  const present = [...known].filter(([, pack]) => pack !== 'absent').map(([number]) => number);
  const top = Math.max(newest, ...present);
  const floor = span?.floor ?? Math.max(top - blindSteps, 1);
  const numbers = [top + 1];
  for (let number = top; number >= floor; number -= 1) numbers.push(number);
  if (span?.base !== undefined) numbers.push(span.base);
  return [...new Set(numbers)]
    .filter((number) => number > 0 && !known.has(number))
    .slice(0, Math.max(0, mostLooks - known.size));
}

/** What a pack behind all these says of them, when it takes up none. */
export function spanBehind(known: KnownPacks, newest: number): Span {
  return bestSpan(known) ?? { floor: Math.max(newest - blindSteps, 1) };
}

/** Whether a pack still adds something: it is the base of the span, or not older than its floor. */
export function isInSpan(number: number, span: Span | undefined): boolean {
  return !span || number === span.base || number >= span.floor;
}
