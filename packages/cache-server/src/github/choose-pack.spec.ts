import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { objectId } from '../storage/object-key.js';
import { type ChoiceInput, choosePack, type Source, spanOf } from './choose-pack.js';
import type { PackedObject, PackIndex } from './pack-format.js';
import { bestSpan, isInSpan, type KnownPacks, numbersToRead, spanBehind } from './pack-line.js';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();

function object(name: string, size = 100, used = at(0)): PackedObject {
  const sha256 = '0'.repeat(64);
  const record = { protocol: 'nx' as const, scope: 'shared/default', name, size, sha256 };
  return { ...record, time: used, identity: 'github:acme/shop', used };
}

/** The packs of one ref as GitHub keeps them. */
type Service = Map<number, { index: PackIndex }>;

/** What a job knows of its ref when it has read it. */
type Line = Required<Pick<ChoiceInput, 'packs' | 'top'>> & Pick<ChoiceInput, 'span'>;

/** Reads a line as `LineReader` does, out of a map. */
function readLine(service: Service): Line & { looks: number } {
  const newest = Math.max(0, ...service.keys());
  const first = service.get(newest);
  if (!first) return { packs: [], top: 0, span: { floor: 1 }, looks: 1 };
  const known = new Map<number, { index: PackIndex } | 'absent'>([[newest, first]]);
  for (;;) {
    const numbers = numbersToRead(known, newest);
    if (numbers.length === 0) break;
    for (const number of numbers) known.set(number, service.get(number) ?? 'absent');
  }
  const best = bestSpan(known);
  const packs = [...known]
    .flatMap(([number, pack]): Source[] => (pack === 'absent' ? [] : [{ number, ...pack }]))
    .filter(({ number }) => isInSpan(number, best))
    .sort((one, other) => other.number - one.number);
  return { packs, top: newest, span: spanBehind(known, newest), looks: known.size };
}

const namesOf = ({ packs }: Line) =>
  new Set(packs.flatMap(({ index }) => index.objects.map(({ name }) => name)));

/** Writes what a job has stored, under the first free number. */
function save(service: Service, line: Line, names: readonly string[], now: string): boolean {
  const stored = names.map((name) => object(name, 100, now));
  const input = { ...line, stored, used: new Set<string>(), mostBytes: 1e9, now };
  const choice = choosePack(input);
  if (!choice) return false;
  const number = Math.max(0, ...service.keys()) + 1;
  const span = spanOf(line, choice.isBase, number);
  const objects = choice.objects.map((each) => each.object);
  const index = { key: `${number}`, time: now, run: '1', span, used: [...choice.used], objects };
  service.set(number, { index });
  return true;
}

describe('packs of one ref', () => {
  /** Jobs of a run begin together and end one after the other; some packs go missing. */
  const runs = fc.array(
    fc.record({ jobs: fc.integer({ min: 1, max: 5 }), lost: fc.option(fc.nat(), { freq: 6 }) }),
    { minLength: 1, maxLength: 40 },
  );

  it('together hold all that any job has stored and GitHub has not dropped, and stay few', () => {
    fc.assert(
      fc.property(runs, (history) => {
        const service: Service = new Map();
        const kept = new Set<string>();
        let count = 0;
        for (const [minute, { jobs, lost }] of history.entries()) {
          const lines = Array.from({ length: jobs }, () => readLine(service));
          for (const line of lines) {
            const name = `object ${count++}`;
            expect(save(service, line, [name], at(minute))).toBe(true);
            kept.add(name);
          }
          const victim = lost === null ? undefined : [...service.keys()][lost % service.size];
          if (victim !== undefined) {
            const before = namesOf(readLine(service));
            service.delete(victim);
            const after = namesOf(readLine(service));
            for (const name of before) if (!after.has(name)) kept.delete(name);
          }
          const line = readLine(service);
          const names = namesOf(line);
          expect([...kept].filter((name) => !names.has(name))).toEqual([]);
          // The packs of a run that began before there was a base come on top.
          expect(line.packs.length).toBeLessThanOrEqual(12 + 2 * 5);
          expect(line.looks).toBeLessThanOrEqual(40);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('say what matters, so that few are looked for that are not there', () => {
    const service: Service = new Map();
    for (let run = 0; run < 100; run += 1) save(service, readLine(service), [`${run}`], at(run));
    const { packs, looks } = readLine(service);
    expect(namesOf(readLine(service)).size).toBe(100);
    expect(packs.length).toBeLessThanOrEqual(12);
    expect(looks).toBeLessThanOrEqual(packs.length + 1);
  });

  it('are looked for below one that cannot be used', () => {
    const known: KnownPacks = new Map([[40, 'absent' as const]]);
    expect(numbersToRead(known, 40)).toEqual([41, ...Array.from({ length: 16 }, (_, i) => 39 - i)]);
  });
});

describe('the next pack', () => {
  const line: Line = { packs: [], top: 0, span: { floor: 1 } };
  const base = (objects: PackedObject[], number = 1, used: string[] = []): Source => {
    return { number, index: { time: at(number), used, objects } };
  };

  it('is none without anything new', () => {
    const input = { ...line, stored: [], used: new Set(['x']), mostBytes: 1e9, now: at(9) };
    expect(choosePack(input)).toBeUndefined();
  });

  it('holds what is new alone, and tells what else was of use', () => {
    const old = object('old');
    const used = new Set([objectId(old), objectId(object('of main'))]);
    const input = { ...line, packs: [base([old])], stored: [object('new')], used };
    const choice = choosePack({ ...input, mostBytes: 1e9, now: at(9) });
    expect(choice?.objects.map(({ object: { name } }) => name)).toEqual(['new']);
    expect(choice).toMatchObject({ isBase: false, used: [objectId(old)] });
  });

  it.each<[string, Partial<ChoiceInput>, boolean]>([
    [
      'there are many',
      { packs: Array.from({ length: 12 }, (_, i) => base([object(`${i}`)], i + 1)) },
      true,
    ],
    ['they are large together', { packs: [base([object('old', 950)])], mostBytes: 1000 }, true],
    ['the base is gone', { packs: [base([object('old')], 3)], span: { base: 2, floor: 3 } }, true],
    [
      'not all was read',
      { packs: [base([object('old', 950)])], mostBytes: 1000, span: undefined },
      false,
    ],
    ['it would be the first', { mostBytes: 150 }, false],
  ])('takes up the others when %s: %#', (_title, facts, isBase) => {
    const input = { ...line, stored: [object('new')], used: new Set<string>(), mostBytes: 1e9 };
    expect(choosePack({ ...input, now: at(20), ...facts })?.isBase).toBe(isBase);
  });

  it('leaves out what was not of use for longest, and what is larger than all of it', () => {
    const objects = [object('first', 400, at(1)), object('second', 400, at(2))];
    const packs = [base(objects, 1), base([], 2, [objectId(object('first'))])];
    const input = { ...line, packs, top: 2, span: { base: 9, floor: 1 }, used: new Set<string>() };
    const stored = [object('new', 400, at(5)), object('huge', 2000, at(5))];
    const choice = choosePack({ ...input, stored, mostBytes: 1000, now: at(5) });
    const names = choice?.objects.map((each) => [each.object.name, each.from]);
    // Pack 2 says that the first one was of use later than it says itself.
    expect(names).toEqual([
      ['new', 0],
      ['first', 1],
    ]);
    expect(choice?.objects[1]?.object.used).toBe(at(2));
  });
});
