import { hash } from 'node:crypto';

/** Separates our entries from those of all others; a new format of packs has another. */
export const packVersion = hash('sha256', 'nx-signal-cache pack 1', 'hex');

/** Digits of a pack's number: all have as many, so that no key begins with another one. */
const digits = 8;

/** Characters of a ref in a key; GitHub allows 512 for the whole key. */
const longestRef = 300;

/** A ref without commas, which no key may have, and without slashes, so that none begins with another. */
function encodeRef(ref: string): string {
  const text = encodeURIComponent(ref);
  if (text.length <= longestRef) return text;
  return `${text.slice(0, longestRef)}.${hash('sha256', ref, 'hex').slice(0, 32)}`;
}

/** What the keys of all packs of a ref begin with. */
export function packPrefix(ref: string): string {
  return `nx-signal-cache/1/${encodeRef(ref)}/`;
}

/** The key of a pack. */
export function packKey(ref: string, number: number): string {
  return `${packPrefix(ref)}${String(number).padStart(digits, '0')}`;
}

/** The number in a key of a ref's packs; undefined when it is none. */
export function packNumber(ref: string, key: string): number | undefined {
  const number = Number(key.slice(packPrefix(ref).length));
  return Number.isSafeInteger(number) && number > 0 && packKey(ref, number) === key
    ? number
    : undefined;
}
