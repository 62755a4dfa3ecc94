import { z } from 'zod';
import type { ReceivedBody } from '../body/received-body.js';
import type { ObjectKey } from './object-key.js';

/** Who stored an object, where from. */
export interface Provenance {
  /** Such as `token:laptop` or `github:acme/shop`. */
  identity: string;
  /** The git ref of the run, as its identity token says. */
  ref?: string | undefined;
  /** The run, as its identity token says. */
  run?: string | undefined;
}

/** What is kept with each object. Its schema is the format on disk: old objects must stay readable. */
export const objectRecordSchema = z.object({
  protocol: z.enum(['nx', 'sccache', 'folder']),
  scope: z.string(),
  name: z.string(),
  /** Bytes of the body. */
  size: z.number().int().nonnegative(),
  /** SHA-256 of the body, hexadecimal. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** When it was stored, ISO 8601. */
  time: z.string(),
  identity: z.string(),
  ref: z.string().optional(),
  run: z.string().optional(),
});

/** What is kept with each object: its key, its integrity and its provenance. */
export type ObjectRecord = z.infer<typeof objectRecordSchema>;

/** What is known of an object besides its body. */
export type ObjectOrigin = Omit<ObjectRecord, 'size' | 'sha256'>;

/** The record of a body that was received. */
export function makeRecord(body: ReceivedBody, origin: ObjectOrigin): ObjectRecord {
  return { ...origin, size: body.size, sha256: body.digest() };
}

/** Whether a record belongs to the object that was asked for. */
export function isRecordOf(record: ObjectRecord, key: ObjectKey): boolean {
  return record.protocol === key.protocol && record.scope === key.scope && record.name === key.name;
}

/** The record in a JSON text, or undefined when the text is none. */
export function parseRecord(text: string): ObjectRecord | undefined {
  try {
    const result = objectRecordSchema.safeParse(JSON.parse(text));
    return result.success ? result.data : undefined;
  } catch {
    return undefined;
  }
}
