import { expect, it } from 'vitest';
import { addFigures } from './cache-counts.js';

it('figures of tools that told are added up, by project where that is known', () => {
  const part = (name: string, hits: number, of: number) => ({
    sccache: { hits, of, parts: [{ projects: [name], hits, of }] },
  });
  const all = [part('b', 1, 2), part('a', 0, 1), { mypy: { hits: 1, of: 1 } }, part('b', 2, 2)];
  expect(addFigures(all)).toEqual({
    mypy: { hits: 1, of: 1 },
    sccache: {
      hits: 3,
      of: 5,
      parts: [
        { projects: ['a'], hits: 0, of: 1 },
        { projects: ['b'], hits: 3, of: 4 },
      ],
    },
  });
  expect(addFigures([])).toEqual({});
});
