import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { withEnvironmentLock } from './environment-lock.js';

/** A process number that no process has. */
const gone = 2 ** 22 + 1;

it('one works at a time on one environment, and others on others', async () => {
  const folder = temporaryFolder();
  const events: string[] = [];
  const work = (environment: string, name: string) =>
    withEnvironmentLock(folder, environment, async () => {
      events.push(`${name} begins`);
      await wait(150);
      events.push(`${name} ends`);
    });
  await Promise.all([work('/x', 'a'), work('/x', 'b'), work('/y', 'c')]);
  const ofX = events.filter((event) => !event.startsWith('c'));
  expect(ofX.map((event) => event.slice(2))).toEqual(['begins', 'ends', 'begins', 'ends']);
  expect(events.slice(0, 2).join()).toContain('c begins');
  expect(readdirSync(folder)).toEqual([]);
});

it('is let go when the work fails', async () => {
  const folder = temporaryFolder();
  await expect(
    withEnvironmentLock(folder, '/x', () => Promise.reject(new Error('no'))),
  ).rejects.toThrow('no');
  expect(await withEnvironmentLock(folder, '/x', async () => 1)).toBe(1);
});

it('is taken over from a process that is gone', async () => {
  const folder = temporaryFolder();
  await withEnvironmentLock(folder, '/x', async () => {
    const [name = ''] = readdirSync(folder);
    writeFileSync(join(folder, name), String(gone));
    expect(await withEnvironmentLock(folder, '/x', async () => 'taken')).toBe('taken');
  });
});
