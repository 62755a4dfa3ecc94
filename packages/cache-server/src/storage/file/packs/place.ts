/** Offsets in a pack are below this. */
const span = 2 ** 32;

/** The place of an object that has a file of its own. */
export const ownFile = 0;

/** Where an object is, as one number: an offset in a pack. Packs are counted from 1. */
export function placeIn(pack: number, offset: number): number {
  return pack * span + offset;
}

/** The number of the pack; 0 for {@link ownFile}. */
export function packOf(place: number): number {
  return Math.floor(place / span);
}

/** Where in its pack an object begins. */
export function offsetOf(place: number): number {
  return place % span;
}
