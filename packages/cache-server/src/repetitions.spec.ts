import { expect, it } from 'vitest';
import { Repetitions } from './repetitions.js';

it('lets one failure of a kind through each minute, with the number of those between', () => {
  const repetitions = new Repetitions();
  const at = (seconds: number, kind = 'full') => repetitions.note(kind, seconds * 1000);
  expect(at(0)).toBe(0);
  expect([at(1), at(59)]).toEqual([undefined, undefined]);
  expect(at(30, 'broken')).toBe(0);
  expect(at(60)).toBe(2);
  expect(at(61)).toBeUndefined();
  expect(at(300)).toBe(1);
  expect(at(301, 'broken')).toBe(0);
});
