import { expect, test } from 'vitest';
import { floorRuns, toRows } from './rows.mjs';

const titles = new Map([
  ['ours', 'Ours'],
  ['tool', 'Tool'],
  ['idle', 'Idle'],
]);

const runs = (...walls) => walls.map((wall) => ({ wall, cpu: wall * 2, ran: 3, cached: 4 }));

test('the floor adds up its parts round by round', () => {
  expect(floorRuns([runs(1, 5), runs(2, 1)])).toEqual([
    { wall: 3, cpu: 6 },
    { wall: 6, cpu: 12 },
  ]);
});

test('there is no floor when a part of it was not measured', () => {
  expect(floorRuns([runs(1), undefined])).toBeUndefined();
  expect(floorRuns([undefined, runs(1)])).toBeUndefined();
  expect(floorRuns([runs(1), [{ wall: 1, cpu: 1, fault: 'red' }]])).toBeUndefined();
});

test('rows are compared with ours and with a floor of two parts', () => {
  const results = new Map([
    ['ours', runs(6, 6, 9)],
    ['tool', runs(1, 2, 3)],
    ['idle', runs(2, 2, 2)],
  ]);
  const rows = toRows(results, { titles, floor: ['tool', 'idle'] });
  expect(
    rows.map(({ id, title, timesOurs, timesFloor }) => [id, title, timesOurs, timesFloor]),
  ).toEqual([
    ['ours', 'Ours', 1, 1.5],
    ['tool', 'Tool', 2 / 6, 0.5],
    ['idle', 'Idle', 2 / 6, 0.5],
    ['floor', 'floor: Tool + Idle', 4 / 6, 1],
  ]);
});

test('a single contender can be the floor', () => {
  const results = new Map([
    ['ours', runs(6)],
    ['tool', runs(3)],
  ]);
  const rows = toRows(results, { titles, floor: ['tool'] });
  expect(rows.map(({ id, timesFloor }) => [id, timesFloor])).toEqual([
    ['ours', 2],
    ['tool', 1],
  ]);
});

test('one faulty run makes the row invalid', () => {
  const results = new Map([['tool', [{ wall: 1, cpu: 1, fault: 'replayed' }, ...runs(1)]]]);
  expect(toRows(results, { titles, floor: [] })[0].invalid).toBe('replayed');
});
