import { close, open, truncate, writeAll } from '../files.js';
import { encodeTail, magic, type PackedObject, type PackIndex } from './pack-format.js';
import { copyPart, type StoredPart } from './stored-part.js';

/** An object that goes into a pack, and where its body is now. */
export type PackInput = StoredPart & { record: PackedObject };

/** A pack without its tail, which can be given one again and again: a name may turn out to be taken. */
export interface UnnamedPack {
  path: string;
  objects: readonly PackedObject[];
  /** Bytes in front of the tail. */
  bytes: number;
}

/** Writes bodies behind each other; whether all of it was what was stored. What was not leaves no trace. */
async function gather(
  fd: number,
  inputs: readonly PackInput[],
): Promise<Omit<UnnamedPack, 'path'>> {
  const objects: PackedObject[] = [];
  let bytes = magic.length;
  await writeAll(fd, [magic], 0);
  for (const input of inputs) {
    if (!(await copyPart(input, fd, bytes).catch(() => false))) continue;
    objects.push(input.record);
    bytes += input.record.size;
  }
  return { objects, bytes };
}

/**
 * Writes the bodies of a pack. Each is verified on the way: a broken one stays out.
 *
 * @param path - of the file; one of an earlier try is replaced
 */
export async function writeBodies(
  path: string,
  inputs: readonly PackInput[],
): Promise<UnnamedPack> {
  const fd = await open(path, 'w+', 0o600);
  try {
    return { path, ...(await gather(fd, inputs)) };
  } finally {
    await close(fd);
  }
}

/** Gives a pack its tail, in place of an earlier one. Returns the bytes of the whole. */
export async function writeTail(
  { path, objects, bytes }: UnnamedPack,
  index: Omit<PackIndex, 'objects'>,
): Promise<number> {
  const tail = encodeTail({ ...index, objects: [...objects] });
  await truncate(path, bytes);
  const fd = await open(path, 'r+');
  try {
    await writeAll(fd, [tail], bytes);
  } finally {
    await close(fd);
  }
  return bytes + tail.length;
}
