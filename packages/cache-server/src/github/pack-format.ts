import { hash } from 'node:crypto';
import { z } from 'zod';
import { objectRecordSchema } from '../storage/object-record.js';

/** What a pack begins with. Bodies follow, behind them the index, and then the foot. */
export const magic = Buffer.from('nxspack1');

const digestBytes = 32;

/** Bytes of the foot: the length of the index, and its SHA-256. */
export const footBytes = 4 + digestBytes;

/** Most bytes of an index: some 500,000 objects. */
const longestIndex = 256 * 1024 * 1024;

const count = z.number().int().nonnegative();

/**
 * Which packs of a ref together hold all that is worth reading: `base`, which holds what was in all packs
 * before `floor`, and those from `floor` on.
 */
export const spanSchema = z.object({
  base: count.optional(),
  floor: count,
});

/** See {@link spanSchema}. */
export type Span = z.output<typeof spanSchema>;

/** An object of a pack: its record, and when it was last of use, ISO 8601. */
export const packedObjectSchema = objectRecordSchema.extend({ used: z.string() });

/** See {@link packedObjectSchema}. */
export type PackedObject = z.output<typeof packedObjectSchema>;

/** What a pack says of itself. Its bodies lie in the order of its objects, without a gap. */
export const packIndexSchema = z.object({
  /** The name that it was stored under: a pack under another name is none. */
  key: z.string(),
  /** When it was written, ISO 8601. */
  time: z.string(),
  /** The run that wrote it. */
  run: z.string(),
  /** Undefined when its writer could not find out. */
  span: spanSchema.optional(),
  /** Objects of earlier packs of the ref that were of use in this job, by their ids. */
  used: z.array(z.string()),
  objects: z.array(packedObjectSchema),
});

/** See {@link packIndexSchema}. */
export type PackIndex = z.output<typeof packIndexSchema>;

/** What stands behind the bodies. */
export function encodeTail(index: PackIndex): Buffer {
  const text = Buffer.from(JSON.stringify(index));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  return Buffer.concat([text, length, hash('sha256', text, 'buffer')]);
}

/** How long the index in front of a foot is; undefined when it cannot be one. */
export function indexLength(foot: Buffer): number | undefined {
  if (foot.length !== footBytes) return undefined;
  const length = foot.readUInt32BE();
  return length <= longestIndex ? length : undefined;
}

/** The index in front of a foot; undefined when it is not what was written. */
export function decodeIndex(text: Buffer, foot: Buffer): PackIndex | undefined {
  if (!hash('sha256', text, 'buffer').equals(foot.subarray(footBytes - digestBytes)))
    return undefined;
  try {
    const index = packIndexSchema.safeParse(JSON.parse(text.toString()));
    return index.success ? index.data : undefined;
  } catch {
    return undefined;
  }
}
