import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Load, planShards } from './plan-shards.js';

const load = (project: string, weight?: number): Load => ({ project, weight });

describe('projects are split', () => {
  const rows: [title: string, loads: Load[], count: number, shards: string[]][] = [
    ['into nothing when there are none', [], 4, []],
    ['into one job by default', [load('b', 1), load('a', 2)], 1, ['a,b']],
    ['into no more jobs than projects', [load('a', 1), load('b', 1)], 4, ['a', 'b']],
    ['by weight', [load('a', 3), load('b', 3), load('c', 6)], 2, ['c', 'a,b']],
    ['evenly without records', [load('a'), load('b'), load('c'), load('d')], 2, ['a,c', 'b,d']],
    [
      'with the usual weight where a record is missing',
      [load('a', 2), load('b', 2), load('c', 4), load('new')],
      2,
      ['c,new', 'a,b'],
    ],
    [
      'evenly when all took no time',
      [load('a', 0), load('b', 0), load('c', 0)],
      3,
      ['a', 'b', 'c'],
    ],
  ];
  it.each(rows)('%s', (_title, loads, count, shards) => {
    expect(planShards(loads, count).map(({ projects }) => projects)).toEqual(shards);
  });

  it('and say which part they are', () => {
    expect(planShards([load('a'), load('b')], 2).map(({ shard }) => shard)).toEqual(['1/2', '2/2']);
  });
});

describe('any split', () => {
  const loads = fc.uniqueArray(
    fc.record({
      project: fc.stringMatching(/^[a-z]{1,6}$/),
      weight: fc.option(fc.nat(10_000), { nil: undefined }),
    }),
    { selector: ({ project }) => project, maxLength: 40 },
  );
  const count = fc.integer({ min: 1, max: 12 });

  it('holds each project once, in no empty job', () => {
    fc.assert(
      fc.property(loads, count, (list, most) => {
        const shards = planShards(list, most).map(({ projects }) => projects.split(','));
        expect(shards.length).toBe(Math.min(most, list.length));
        expect(shards.flat().sort()).toEqual(list.map(({ project }) => project).sort());
      }),
    );
  });

  it('is the same whatever the order', () => {
    fc.assert(
      fc.property(loads, count, (list, most) => {
        expect(planShards([...list].reverse(), most)).toEqual(planShards(list, most));
      }),
    );
  });

  /** The longest job of the best split there is, by trying all. */
  function best(weights: readonly number[], jobs: number): number {
    const totals = new Array<number>(jobs).fill(0);
    const place = (index: number): number => {
      const weight = weights[index];
      if (weight === undefined) return Math.max(...totals);
      let found = Number.POSITIVE_INFINITY;
      for (let job = 0; job < jobs; job++) {
        totals[job] = (totals[job] ?? 0) + weight;
        found = Math.min(found, place(index + 1));
        totals[job] = (totals[job] ?? 0) - weight;
      }
      return found;
    };
    return place(0);
  }

  it('is at most a third above the best there is', () => {
    const weights = fc.array(fc.nat(1000), { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 3 }), (list, jobs) => {
        const loads = list.map((weight, index) => ({ project: `p${index}`, weight }));
        const totals = planShards(loads, jobs).map(({ projects }) =>
          projects.split(',').reduce((sum, name) => sum + (list[Number(name.slice(1))] ?? 0), 0),
        );
        expect(Math.max(...totals) * 3).toBeLessThanOrEqual(4 * best(list, jobs));
      }),
    );
  });
});
