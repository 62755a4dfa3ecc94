import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ObjectKey, objectId } from '../../object-key.js';
import { encodeTrailer } from '../object-file.js';
import { encodeHeader, headerBytes, type PackEntry, scanPack } from './pack-format.js';

const keyOf = (name: string): ObjectKey => ({ protocol: 'nx', scope: 'shared/default', name });

/** An object as it stands in a pack. */
function entryBytes(name: string, body: Buffer): Buffer {
  const key = keyOf(name);
  const sha256 = createHash('sha256').update(body).digest('hex');
  const record = { ...key, size: body.length, sha256, time: '', identity: 'test' };
  const object = Buffer.concat([body, encodeTrailer(record)]);
  return Buffer.concat([encodeHeader(objectId(key), object.length), object]);
}

const scan = (pack: Buffer) => scanPack((buffer, offset) => pack.subarray(offset).copy(buffer));

const bodies = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 8 });

/** A pack of such bodies, and what is in it. */
function packOf(parts: readonly Uint8Array[]): { pack: Buffer; entries: PackEntry[] } {
  const found = parts.map((body, at) => entryBytes(`${at}`, Buffer.from(body)));
  let offset = 0;
  const entries = found.map((bytes, at): PackEntry => {
    const entry = { id: objectId(keyOf(`${at}`)), offset, bytes: bytes.length - headerBytes };
    offset += bytes.length;
    return entry;
  });
  return { pack: Buffer.concat(found), entries };
}

describe('a pack that was not ended in order', () => {
  it('has all that was written, whatever room is left', () => {
    fc.assert(
      fc.property(bodies, fc.nat(200), (parts, room) => {
        const { pack, entries } = packOf(parts);
        const found = scan(Buffer.concat([pack, Buffer.alloc(room)]));
        expect(found).toEqual({ entries, end: pack.length });
      }),
    );
  });

  it('has what is before the place where it breaks off', () => {
    fc.assert(
      fc.property(bodies, fc.nat(), (parts, cut) => {
        const { pack, entries } = packOf(parts);
        const length = cut % pack.length;
        const whole = entries.filter(({ offset, bytes }) => offset + headerBytes + bytes <= length);
        expect(scan(pack.subarray(0, length)).entries).toEqual(whole);
        const filled = Buffer.concat([pack.subarray(0, length), Buffer.alloc(pack.length)]);
        expect(scan(filled).entries).toEqual(whole);
      }),
    );
  });

  it('never has an object that was changed, and all before it', () => {
    fc.assert(
      fc.property(bodies, fc.nat(), (parts, bit) => {
        const { pack, entries } = packOf(parts);
        const at = Math.floor(bit / 8) % pack.length;
        pack[at] = (pack[at] ?? 0) ^ (1 << (bit % 8));
        const hit = entries.findIndex(({ offset, bytes }) => at < offset + headerBytes + bytes);
        const found = scan(pack).entries;
        expect(found).not.toContainEqual(entries[hit]);
        expect(found.slice(0, hit)).toEqual(entries.slice(0, hit));
        // Where the header is right, what follows is found as well.
        const isHeader = at < (entries[hit]?.offset ?? 0) + headerBytes;
        expect(found.slice(hit)).toEqual(isHeader ? [] : entries.slice(hit + 1));
      }),
    );
  });

  it('has nothing of what a body pretends to be', () => {
    const forged = entryBytes('forged', Buffer.from('poison'));
    const carrier = entryBytes('carrier', Buffer.concat([randomBytes(7), forged]));
    const ids = (pack: Buffer) => scan(pack).entries.map(({ id }) => id);
    expect(ids(carrier)).toEqual([objectId(keyOf('carrier'))]);
    // Damaged in its body, its header, its end, or cut off: never is the other one found.
    for (let at = 0; at < carrier.length; at += 1) {
      const damaged = Buffer.from(carrier);
      damaged[at] = (damaged[at] ?? 0) ^ 0xff;
      expect(ids(damaged)).toEqual([]);
      expect(ids(carrier.subarray(0, at))).toEqual([]);
    }
  });

  it('is empty when nothing was written', () => {
    expect(scan(Buffer.alloc(5000))).toEqual({ entries: [], end: 0 });
    expect(scan(Buffer.alloc(0))).toEqual({ entries: [], end: 0 });
  });
});
