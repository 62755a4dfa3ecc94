import { rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryBudget } from '../../body/memory-budget.js';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import type { ObjectRecord } from '../object-record.js';
import { HotBodies } from './hot-bodies.js';

const record = { name: '1' } as ObjectRecord;
let folder: string;
let budget: MemoryBudget;
let hot: HotBodies;

function keep(name: string, bytes: number): string {
  const path = join(folder, name);
  writeFileSync(path, Buffer.alloc(bytes, name));
  hot.keep(path, statSync(path), record, Buffer.alloc(bytes, name));
  return path;
}

beforeEach(() => {
  folder = temporaryFolder();
  budget = new MemoryBudget(4000);
  hot = new HotBodies(budget);
});

describe('bodies that are read often', () => {
  it('are copies: the memory they came in may become something else', () => {
    const path = join(folder, 'a');
    const body = Buffer.alloc(100, 'a');
    writeFileSync(path, body);
    hot.keep(path, statSync(path), record, body);
    body.fill('b');
    expect(hot.get(path)?.body.equals(Buffer.alloc(100, 'a'))).toBe(true);
  });

  it('take a quarter of the budget, and the longest unused goes first', () => {
    const [first, second] = [keep('a', 400), keep('b', 400)];
    expect(hot.get(first)).toBeDefined();
    const third = keep('c', 400);
    expect([first, second, third].map((path) => hot.get(path) !== undefined)).toEqual([
      true,
      false,
      true,
    ]);
    expect(budget.take(3201)).toBe(false);
    for (const path of [first, third]) hot.forget(path);
    expect(budget.take(4000)).toBe(true);
  });

  it('are not kept where the budget is spent on others', () => {
    budget.take(3900);
    expect(hot.get(keep('a', 400))).toBeUndefined();
  });

  it.each([
    ['deleted', (path: string) => rmSync(path)],
    ['changed', (path: string) => writeFileSync(path, Buffer.alloc(400, 'z'))],
    ['touched', (path: string) => utimesSync(path, 1, 1)],
  ])('are let go within a second when their file is %s', async (_, change) => {
    const path = keep('a', 400);
    change(path);
    await vi.waitFor(() => expect(hot.get(path)).toBeUndefined(), 2000);
    expect(budget.take(4000)).toBe(true);
  });
});
