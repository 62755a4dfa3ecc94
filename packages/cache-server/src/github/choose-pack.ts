import { keyText, objectId } from '../storage/object-key.js';
import type { PackedObject, PackIndex, Span } from './pack-format.js';

/** Packs of a ref that are read beside each other before one of them takes up the others. */
const mostPacks = 12;

/** What is known of a pack that was read, or of what a job has stored itself. */
export interface Source {
  index: Pick<PackIndex, 'time' | 'used' | 'objects'>;
  /** Its number; 0 for what this job has stored. */
  number: number;
}

/** What a job leaves for the next ones of its ref. */
export interface ChoiceInput {
  /** What this job has stored, which no earlier pack has. */
  stored: readonly PackedObject[];
  /** Ids of objects that it was given. */
  used: ReadonlySet<string>;
  /** Packs of the ref that were read. */
  packs: readonly Source[];
  /** See `PackLine.span`. */
  span?: Span | undefined;
  /** The highest number that was seen when those were read. */
  top: number;
  /** Bytes that one pack may have. */
  mostBytes: number;
  /** ISO 8601. */
  now: string;
}

/** What goes into the next pack. */
export interface Choice {
  /** With the number of the source that has it. */
  objects: readonly { object: PackedObject; from: number }[];
  /** Whether it takes up all earlier packs of its ref. */
  isBase: boolean;
  used: readonly string[];
}

const sizeOf = (objects: readonly PackedObject[]) =>
  objects.reduce((sum, { size }) => sum + size, 0);

/** When each object was last of use, as all packs say together. */
function lastUses(packs: readonly Source[], used: ReadonlySet<string>, now: string) {
  const uses = new Map<string, string>();
  const note = (id: string, time: string) => {
    if (time > (uses.get(id) ?? '')) uses.set(id, time);
  };
  for (const { index } of packs) {
    for (const object of index.objects) note(objectId(object), object.used);
    for (const id of index.used) note(id, index.time);
  }
  for (const id of used) note(id, now);
  return uses;
}

/** Whether it is time for a pack that takes up the others. */
function isTimeToRepack({ packs, span, stored, mostBytes }: ChoiceInput): boolean {
  // What was not read would be lost.
  if (!span) return false;
  if (span.base !== undefined && !packs.some(({ number }) => number === span.base)) return true;
  if (packs.length >= mostPacks) return true;
  const bytes = packs.reduce((sum, { index }) => sum + sizeOf(index.objects), sizeOf(stored));
  return packs.length > 0 && bytes > mostBytes;
}

/** The last used first, as many as fit. */
function fitting<T extends { object: PackedObject }>(all: readonly T[], mostBytes: number): T[] {
  let bytes = 0;
  return all
    .toSorted((one, other) => other.object.used.localeCompare(one.object.used))
    .filter(({ object: { size } }) => {
      if (bytes + size > mostBytes) return false;
      bytes += size;
      return true;
    });
}

/** What goes into the next pack of a ref; undefined when there is nothing new. */
export function choosePack(input: ChoiceInput): Choice | undefined {
  const { stored, packs, used, now, mostBytes } = input;
  if (stored.length === 0) return undefined;
  const isBase = isTimeToRepack(input);
  const own: Source = { number: 0, index: { time: now, used: [], objects: [...stored] } };
  const uses = lastUses([own, ...packs], used, now);
  const chosen = new Map<string, { object: PackedObject; from: number }>();
  for (const { number, index } of isBase ? [own, ...packs] : [own])
    for (const object of index.objects) {
      const text = keyText(object);
      if (chosen.has(text)) continue;
      const last = uses.get(objectId(object)) ?? object.used;
      chosen.set(text, { object: { ...object, used: last }, from: number });
    }
  const objects = fitting([...chosen.values()], mostBytes);
  if (objects.length === 0) return undefined;
  const earlier = new Set(packs.flatMap(({ index }) => index.objects.map(objectId)));
  return { objects, isBase, used: isBase ? [] : [...used].filter((id) => earlier.has(id)) };
}

/** What a pack of that number says of the others. */
export function spanOf(
  { span, top }: Pick<ChoiceInput, 'span' | 'top'>,
  isBase: boolean,
  number: number,
): Span | undefined {
  // Packs that other jobs write at the same time lie between: they are not in this one.
  return isBase ? { base: number, floor: top + 1 } : span;
}
