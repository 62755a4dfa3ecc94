import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Outcome, runScheduled, type Scheduled } from './schedule.js';

interface Unit extends Scheduled {
  outcome: 'success' | 'failure';
  /** Turns of the event loop it takes. */
  turns: number;
}

interface Event {
  id: string;
  kind: 'start' | Outcome;
}

interface Observed {
  events: Event[];
  mostAtOnce: number;
}

async function observe(units: readonly Unit[], limit: number): Promise<Observed> {
  const events: Event[] = [];
  let active = 0;
  let mostAtOnce = 0;
  const run = async ({ id, outcome, turns }: Unit) => {
    events.push({ id, kind: 'start' });
    active += 1;
    mostAtOnce = Math.max(mostAtOnce, active);
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    active -= 1;
    events.push({ id, kind: outcome });
    return outcome;
  };
  await runScheduled(units, limit, run, ({ id }) => events.push({ id, kind: 'skipped' }));
  return { events, mostAtOnce };
}

const unit = (id: string, after: string[] = [], outcome: Unit['outcome'] = 'success'): Unit => ({
  id,
  after,
  outcome,
  turns: 1,
});

describe('what becomes of each unit', () => {
  const rows: [title: string, units: Unit[], outcomes: Record<string, Outcome>][] = [
    ['nothing to do', [], {}],
    ['one', [unit('a')], { a: 'success' }],
    ['a chain', [unit('b', ['a']), unit('a')], { a: 'success', b: 'success' }],
    [
      'behind a failure',
      [unit('a', [], 'failure'), unit('b', ['a']), unit('c', ['b']), unit('d')],
      { a: 'failure', b: 'skipped', c: 'skipped', d: 'success' },
    ],
    [
      'behind a failure and a success',
      [unit('a', [], 'failure'), unit('b'), unit('c', ['a', 'b'])],
      { a: 'failure', b: 'success', c: 'skipped' },
    ],
    ['behind what runs elsewhere', [unit('a', ['other:lint'])], { a: 'success' }],
    ['twice behind the same', [unit('b', ['a', 'a']), unit('a')], { a: 'success', b: 'success' }],
    ['waiting for itself', [unit('a', ['a']), unit('b')], { a: 'skipped', b: 'success' }],
    [
      'in a cycle, and behind it',
      [unit('a', ['b']), unit('b', ['a']), unit('c', ['b']), unit('d')],
      { a: 'skipped', b: 'skipped', c: 'skipped', d: 'success' },
    ],
  ];
  it.each(rows)('%s', async (_title, units, outcomes) => {
    const { events } = await observe(units, 2);
    const ends = events.filter(({ kind }) => kind !== 'start');
    expect(ends).toHaveLength(units.length);
    expect(Object.fromEntries(ends.map(({ id, kind }) => [id, kind]))).toEqual(outcomes);
  });
});

it('as many run at once as may', async () => {
  const units = ['a', 'b', 'c', 'd', 'e'].map((id) => unit(id));
  expect((await observe(units, 3)).mostAtOnce).toBe(3);
  expect((await observe(units, 9)).mostAtOnce).toBe(5);
});

/** Up to ten units that wait for each other at random; with cycles unless `acyclic`. */
function plans(acyclic: boolean): fc.Arbitrary<Unit[]> {
  return fc.integer({ min: 0, max: 10 }).chain((count) => {
    const units = Array.from({ length: count }, (_, index) =>
      fc.record({
        id: fc.constant(`u${index}`),
        after: fc
          .array(fc.nat(12), { maxLength: 3 })
          .map((ids) => ids.filter((id) => !acyclic || id < index).map((id) => `u${id}`)),
        outcome: fc.constantFrom('success' as const, 'success' as const, 'failure' as const),
        turns: fc.nat(4),
      }),
    );
    return fc
      .tuple(...units)
      .chain((list) => fc.shuffledSubarray(list, { minLength: count, maxLength: count }));
  });
}

const limits = fc.integer({ min: 1, max: 4 });
const position = (events: Event[], id: string, kinds: Event['kind'][]) =>
  events.findIndex((event) => event.id === id && kinds.includes(event.kind));

it.each([
  [1, 1],
  [2, 3],
  [3, 4],
])('where %d may run at once, one that is done at once makes it %d', async (limit, most) => {
  const quick = ['a', 'b', 'c'].map((id) => ({ ...unit(id), isQuick: true, turns: 5 }));
  const others = ['d', 'e', 'f', 'g'].map((id) => ({ ...unit(id), turns: 5 }));
  expect((await observe([...quick, ...others], limit)).mostAtOnce).toBe(most);
  expect((await observe(others, limit)).mostAtOnce).toBe(limit);
});

describe('properties of any plan, cycles included', () => {
  it('every unit ends exactly once, and runs at most once', async () => {
    await fc.assert(
      fc.asyncProperty(plans(false), limits, async (units, limit) => {
        const { events } = await observe(units, limit);
        for (const { id, outcome } of units) {
          const kinds = events.filter((event) => event.id === id).map(({ kind }) => kind);
          expect([['start', outcome], ['skipped']]).toContainEqual(kinds);
        }
      }),
    );
  });

  it('no more run at once than may', async () => {
    await fc.assert(
      fc.asyncProperty(plans(false), limits, async (units, limit) => {
        expect((await observe(units, limit)).mostAtOnce).toBeLessThanOrEqual(limit);
      }),
    );
  });

  it('what runs starts after all it waits for have succeeded', async () => {
    await fc.assert(
      fc.asyncProperty(plans(false), limits, async (units, limit) => {
        const { events } = await observe(units, limit);
        const ids = new Set(units.map(({ id }) => id));
        for (const { id, after } of units) {
          const start = position(events, id, ['start']);
          if (start < 0) continue;
          for (const before of after.filter((other) => ids.has(other))) {
            const end = position(events, before, ['success']);
            expect(end).toBeGreaterThanOrEqual(0);
            expect(end).toBeLessThan(start);
          }
        }
      }),
    );
  });
});

it('without a cycle, only what is behind a failure is skipped', async () => {
  await fc.assert(
    fc.asyncProperty(plans(true), limits, async (units, limit) => {
      const { events } = await observe(units, limit);
      const byId = new Map(units.map((item) => [item.id, item]));
      const doomed = (id: string): boolean => {
        const item = byId.get(id);
        return (
          item?.after.some((other) => byId.get(other)?.outcome === 'failure' || doomed(other)) ??
          false
        );
      };
      for (const { id } of units) {
        expect(position(events, id, ['skipped']) >= 0).toBe(doomed(id));
      }
    }),
  );
});
