import { expect, it } from 'vitest';
import { TaskClock } from './task-clock.js';

it('a task has the sum of what was done for it, from where that began', () => {
  const clock = new TaskClock();
  clock.add('a', 500, 20);
  clock.add('a', 100, 30);
  expect(clock.timesOf('a')).toEqual({ startTime: 100, endTime: 150 });
  expect(clock.timesOf('b', 700)).toEqual({ startTime: 700, endTime: 700 });
});

it('tasks that were done together share the time', async () => {
  const clock = new TaskClock();
  const start = Date.now();
  const work = () => new Promise<string>((done) => setTimeout(() => done('done'), 40));
  expect(await clock.shared([{ id: 'a' }, { id: 'b' }], work)).toBe('done');
  const whole = Date.now() - start;
  const times = clock.timesOf('a');
  expect(clock.timesOf('b')).toEqual(times);
  expect(times.endTime - times.startTime).toBeLessThanOrEqual(Math.ceil(whole / 2));
  expect(times.endTime).toBeGreaterThan(times.startTime);
});
