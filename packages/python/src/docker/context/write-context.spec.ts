import { lstatSync, readdirSync, readFileSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import type { ContextFile, ContextPlan } from './context-file.js';
import { writeContext } from './write-context.js';

const plan = (files: ContextFile[]): ContextPlan => ({ root: '.', projects: [], files });
const files: ContextFile[] = [
  { path: 'a/b.py', from: 'src/b.py' },
  { path: 'link', from: 'src/link' },
  { path: 'run.sh', from: 'run.sh' },
  { path: 'uv.lock', text: 'version = 1\n' },
];

function workspace(texts: Record<string, string> = {}): string {
  const root = temporaryFolder({ 'src/b.py': 'x = 1\n', 'run.sh': '#!/bin/sh\n', ...texts });
  symlinkSync('b.py', join(root, 'src/link'));
  return root;
}

const write = (root: string, list = files) => writeContext(plan(list), root, join(root, 'out'));

describe('a context on disk', () => {
  it('holds each file with a time and a mode that are the same everywhere', async () => {
    const { folder, files: count, size } = await write(workspace());
    expect([count, size]).toEqual([4, 6 + 10 + 12]);
    const seen = ['.', 'a', 'a/b.py', 'run.sh', 'uv.lock'].map((path) => {
      const { mode, mtime } = lstatSync(join(folder, path));
      return [path, (mode & 0o777).toString(8), mtime.toISOString()];
    });
    const time = '1985-10-26T08:15:00.000Z';
    expect(seen).toEqual([
      ['.', '755', time],
      ['a', '755', time],
      ['a/b.py', '644', time],
      ['run.sh', '755', time],
      ['uv.lock', '644', time],
    ]);
    expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'uv.lock'), 'utf8')).toBe('version = 1\n');
  });

  it('has one hash wherever and whenever it is made', async () => {
    const [first, second] = [workspace(), workspace()];
    utimesSync(join(second, 'src/b.py'), new Date(0), new Date(0));
    expect((await write(first)).hash).toBe((await write(second)).hash);
  });

  const rows: [title: string, texts: Record<string, string>, list: ContextFile[]][] = [
    ['a text', { 'src/b.py': 'x = 2\n' }, files],
    ['a mode', { 'run.sh': '!#/bin/sh\n' }, files],
    ['a path', {}, files.map((file) => ({ ...file, path: `z/${file.path}` }))],
    ['a file less', {}, files.slice(1)],
  ];
  it.each(rows)('has another hash for %s', async (_title, texts, list) => {
    const { hash } = await write(workspace());
    expect((await write(workspace(texts), list)).hash).not.toBe(hash);
  });

  it('stays for builds by hand until another one is made an hour later', async () => {
    const root = workspace();
    const out = join(root, 'out');
    const first = await write(root);
    expect((await write(root)).folder).toBe(first.folder);
    const second = await write(root, files.slice(1));
    expect(readdirSync(out).sort()).toEqual([first.hash, second.hash].sort());
    const third = await writeContext(plan(files.slice(2)), root, out, Date.now() + 61 * 60_000);
    expect(readdirSync(out)).toEqual([third.hash]);
  });
});
