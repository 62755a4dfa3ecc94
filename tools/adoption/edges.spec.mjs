import { describe, expect, it } from 'vitest';
import { compareEdges, dependentsOf } from './edges.mjs';

describe('the edges of a graph', () => {
  it('are compared with those that were read', () => {
    const { missing, more } = compareEdges(
      [
        ['a', 'b'],
        ['a', 'c'],
      ],
      { 'a -> b': 'manifest', 'b -> c': 'b.py:1 c' },
    );
    expect(missing).toEqual([{ edge: 'b -> c', seen: 'b.py:1 c', explained: undefined }]);
    expect(more).toEqual([{ edge: 'a -> c', explained: undefined }]);
  });

  it('may differ where the table says why', () => {
    const { missing } = compareEdges([], { 'a -> b1': 'x' }, { 'a -> b*': 'the index has it' });
    expect(missing[0].explained).toBe('the index has it');
  });

  it('lead from all that depends on a project', () => {
    const edges = [
      ['a', 'b'],
      ['b', 'c'],
      ['d', 'a'],
    ];
    expect(dependentsOf('b', edges)).toEqual(['a', 'b', 'd']);
  });
});
