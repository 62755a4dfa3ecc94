import { rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryBudget } from '../../body/memory-budget.js';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import type { ObjectKey } from '../object-key.js';
import type { ObjectRecord } from '../object-record.js';
import { identityOf } from './file-identity.js';
import { HotBodies } from './hot-bodies.js';
import { fileSource } from './open-object.js';

const keyOf = (name: string): ObjectKey => ({ protocol: 'nx', scope: 'shared/default', name });
let folder: string;
let budget: MemoryBudget;
let hot: HotBodies;

const pathOf = (name: string) => join(folder, name);
const sourceOf = (name: string) => fileSource(pathOf(name));

/** A record as it comes from a file. */
function recordOf(name: string, size: number): ObjectRecord {
  return { ...keyOf(name), size, sha256: '', time: '', identity: '' };
}

function keep(name: string, bytes: number): void {
  const path = pathOf(name);
  writeFileSync(path, Buffer.alloc(bytes, name));
  hot.keep(recordOf(name, bytes), identityOf(statSync(path)), Buffer.alloc(bytes, name));
}

/** Keeps a body whose file has not changed for a while, so that a look at it counts for a second. */
async function keepSettled(name: string, bytes: number): Promise<void> {
  keep(name, bytes);
  await sleep(150);
  expect(hot.find(keyOf(name), sourceOf(name))).toBeDefined();
}

/** Which of these are in memory, by a look at their files. */
const present = (...names: string[]) =>
  names.filter((name) => hot.find(keyOf(name), sourceOf(name)) !== undefined);

beforeEach(() => {
  folder = temporaryFolder();
  budget = new MemoryBudget(4000);
  hot = new HotBodies(budget);
});

describe('bodies that are read often', () => {
  it('are copies: the memory they came in may become something else', () => {
    const body = Buffer.alloc(100, 'a');
    writeFileSync(pathOf('a'), body);
    hot.keep(recordOf('a', 100), identityOf(statSync(pathOf('a'))), body);
    body.fill('b');
    expect(hot.find(keyOf('a'), sourceOf('a'))?.body.equals(Buffer.alloc(100, 'a'))).toBe(true);
  });

  it('take a quarter of the budget, and one that was not looked for lately goes first', () => {
    for (const name of ['a', 'b', 'c']) keep(name, 400);
    expect(present('a', 'b', 'c')).toEqual(['b', 'c']);
    expect(budget.take(3201)).toBe(false);
    for (const name of ['b', 'c']) hot.forget(keyOf(name));
    expect(budget.take(4000)).toBe(true);
  });

  it('stay while they are in use, whatever else is read', async () => {
    await keepSettled('a', 400);
    await keepSettled('b', 400);
    for (const name of ['c', 'd', 'e']) keep(name, 400);
    expect(present('a', 'b', 'c', 'd', 'e')).toEqual(['a', 'b']);
  });

  it('make room a second after their last use', async () => {
    await keepSettled('a', 600);
    await vi.waitFor(() => {
      keep('b', 600);
      expect(present('b')).toEqual(['b']);
    }, 20_000);
    expect(present('a')).toEqual([]);
  });

  it('are not kept where the budget is spent on others', () => {
    budget.take(3900);
    keep('a', 400);
    expect(present('a')).toEqual([]);
  });

  it('need no look at their file for a second, once it has settled', async () => {
    await keepSettled('a', 400);
    expect(hot.recall(keyOf('a'))?.body.length).toBe(400);
    await vi.waitFor(() => expect(hot.recall(keyOf('a'))).toBeUndefined(), 20_000);
    expect(present('a')).toEqual(['a']);
    expect(hot.recall(keyOf('a'))).toBeDefined();
  });

  it('are never those of another key, even where two keys have one text', () => {
    writeFileSync(pathOf('x'), 'a');
    const [one, other] = [
      { protocol: 'nx', scope: 'own/default/a', name: 'b\0c' },
      { protocol: 'nx', scope: 'own/default/a\0b', name: 'c' },
    ] as const;
    const file = identityOf(statSync(pathOf('x')));
    hot.keep({ ...recordOf('x', 1), ...one }, file, Buffer.from('a'));
    expect(hot.find(one, sourceOf('x'))).toBeDefined();
    expect(hot.find(other, sourceOf('x'))).toBeUndefined();
  });

  it.each([
    ['deleted', (path: string) => rmSync(path)],
    ['changed', (path: string) => writeFileSync(path, Buffer.alloc(400, 'z'))],
    ['touched', (path: string) => utimesSync(path, 1, 1)],
  ])('are let go when a look shows that their file was %s', (_, change) => {
    keep('a', 400);
    change(pathOf('a'));
    expect(present('a')).toEqual([]);
    expect(budget.take(4000)).toBe(true);
  });
});
