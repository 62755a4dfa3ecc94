import { expect, it } from 'vitest';
import { Clock } from './clock.js';

it('never goes back, and says once when the clock of the system does', () => {
  let system = 1_000_000;
  const setBack: number[] = [];
  const clock = new Clock(
    (seconds) => setBack.push(seconds),
    () => system,
  );
  expect(clock.now()).toBe(1_000_000);
  system -= 30_000;
  expect(clock.now()).toBe(1_000_000);
  system = 100_000;
  expect([clock.now(), clock.now()]).toEqual([1_000_000, 1_000_000]);
  system = 500_000;
  clock.now();
  expect(setBack).toEqual([900]);
  system = 1_000_001;
  expect(clock.now()).toBe(1_000_001);
  system = 0;
  clock.now();
  expect(setBack).toEqual([900, 1000]);
});
