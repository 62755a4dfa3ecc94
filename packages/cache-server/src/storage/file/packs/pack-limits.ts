/** Limits below this leave no room for packs that are worth it. */
const leastForPacks = 64_000_000;
/** A larger pack takes longer to make, which uploads may have to wait for, and to read after a crash. */
const mostPackBytes = 16 * 1024 * 1024;

/** How the room of a store is divided when it has packs; all in bytes. */
export interface PackLimits {
  /** Most that all objects may take together. The rest is for what packs take beside them. */
  objects: number;
  /** Most that objects may take which are deleted and still in a pack. */
  dead: number;
  /** Size of a pack. */
  pack: number;
}

/** Divides the room of a store; undefined when there is too little for packs. */
export function dividePackRoom(maxBytes: number): PackLimits | undefined {
  if (maxBytes < leastForPacks) return undefined;
  return {
    objects: (maxBytes * 7) / 8,
    dead: (maxBytes * 3) / 32,
    pack: Math.min(Math.floor(maxBytes / 64), mostPackBytes),
  };
}
