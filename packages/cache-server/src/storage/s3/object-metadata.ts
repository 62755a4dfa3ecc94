import { hash } from 'node:crypto';
import { z } from 'zod';
import { keyText, type ObjectKey } from '../object-key.js';
import { type ObjectRecord, objectRecordSchema } from '../object-record.js';

/** The header that stores keep with an object and send back with it. */
export const metadataHeader = 'x-amz-meta-nx-signal';

const metadataSchema = objectRecordSchema
  .omit({ protocol: true, scope: true, name: true })
  .extend({ key: z.string() });

/** The key by its digest: stores allow 2 KB of metadata, and some names are long. */
function keyDigest(key: ObjectKey): string {
  return hash('sha256', keyText(key), 'hex');
}

/** The record as the value of a header. */
export function encodeMetadata(record: ObjectRecord): string {
  const { protocol: _protocol, scope: _scope, name: _name, ...rest } = record;
  return Buffer.from(JSON.stringify({ ...rest, key: keyDigest(record) })).toString('base64url');
}

/** The record of the object that was asked for; undefined when the header is not of that object. */
export function decodeMetadata(
  value: string | string[] | undefined,
  { protocol, scope, name }: ObjectKey,
): ObjectRecord | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    const text = Buffer.from(value, 'base64url').toString('utf8');
    const result = metadataSchema.safeParse(JSON.parse(text));
    if (!result.success || result.data.key !== keyDigest({ protocol, scope, name }))
      return undefined;
    const { key: _key, ...rest } = result.data;
    return { protocol, scope, name, ...rest };
  } catch {
    return undefined;
  }
}
