import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeTable, encodeTable } from './pack-table.js';

const word = fc.integer({ min: 0, max: 0xffffffff });
const rows = fc.array(
  fc.record({
    id: fc
      .uint8Array({ minLength: 16, maxLength: 16 })
      .map((bytes) => Buffer.from(bytes).toString('hex')),
    offset: word,
    bytes: word,
    usedAt: word,
  }),
  { maxLength: 20 },
);

it('reads what it wrote', () => {
  fc.assert(
    fc.property(rows, (table) => {
      expect(decodeTable(encodeTable(table))).toEqual(table);
    }),
  );
});

it('knows a damaged table by any change, and by any lost end', () => {
  fc.assert(
    fc.property(rows, fc.nat(), (table, bit) => {
      const bytes = encodeTable(table);
      const at = Math.floor(bit / 8) % bytes.length;
      expect(decodeTable(bytes.subarray(0, at))).toBeUndefined();
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit % 8));
      expect(decodeTable(bytes)).toBeUndefined();
    }),
  );
});
