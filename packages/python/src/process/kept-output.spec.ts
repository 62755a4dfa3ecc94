import { describe, expect, it } from 'vitest';
import { KeptOutput } from './kept-output.js';
import { LineCutter } from './line-cutter.js';

describe('output of a program', () => {
  const keep = (limit: number, pieces: string[]) => {
    const output = new KeptOutput(limit);
    for (const piece of pieces) output.push(piece);
    return output.toString();
  };

  it('is kept whole as a rule', () => {
    expect(keep(100, ['a', '', 'bc\n'])).toBe('abc\n');
  });

  it('keeps start and end of what is too long, and says so', () => {
    const row = 'x'.repeat(2 ** 16);
    const text = keep(2 ** 18, ['start ', ...Array<string>(20).fill(row), ' end']);
    const [before, lost, after] = text.split(/\n\[(\d+) characters were not kept\]\n/);
    expect(before).toMatch(/^start x+$/);
    expect(after).toMatch(/^x+ end$/);
    expect(before).toHaveLength(2 ** 17);
    expect(after?.length).toBeGreaterThanOrEqual(2 ** 17);
    expect((before?.length ?? 0) + Number(lost) + (after?.length ?? 0)).toBe(20 * 2 ** 16 + 10);
  });

  it('can be dropped', () => {
    expect(keep(0, ['x'.repeat(100_000), 'y'])).toBe('\n[100001 characters were not kept]\n');
  });

  it('takes small pieces in linear time', () => {
    const output = new KeptOutput(1000);
    for (let count = 0; count < 2_000_000; count += 1) output.push('row\n');
    expect(output.toString().length).toBeLessThan(200_000);
  });
});

describe('lines', () => {
  it.each<[string[], string[][]]>([
    [
      ['a\nb', 'c\n', '\n'],
      [['a'], ['bc'], ['']],
    ],
    [
      ['a', 'b', 'c'],
      [[], [], []],
    ],
    [['a\nb\nc\n'], [['a', 'b', 'c']]],
    [[''], [[]]],
  ])('of %j', (pieces, expected) => {
    const cutter = new LineCutter();
    expect(pieces.map((piece) => cutter.push(piece))).toEqual(expected);
  });

  it('of any length are cut in linear time', () => {
    const cutter = new LineCutter();
    const piece = 'x'.repeat(1024);
    for (let count = 0; count < 50_000; count += 1) cutter.push(piece);
    expect(cutter.push('\n')[0]).toHaveLength(50_000 * 1024);
  });
});
