import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { changedLines, parseDiff } from './changed-lines.js';

it('reads hunks of git, whatever the changed lines look like', () => {
  const diff = [
    'diff --git a/src/a.py b/src/a.py',
    '--- a/src/a.py',
    '+++ b/src/a.py',
    '@@ -1 +1,2 @@ def f():',
    '--- a/x',
    '+++ b/y',
    '+@@ -1 +1 @@',
    '@@ -9,2 +10,0 @@',
    '-one',
    '-two',
    '@@ -20 +19 @@',
    '-old',
    '+new',
    '\\ No newline at end of file',
    'diff --git a/gone.py b/gone.py',
    '--- a/gone.py',
    '+++ /dev/null',
    '@@ -1 +0,0 @@',
    '-x',
    '+++ "b/q\\"uote.py"',
    '@@ -0,0 +1 @@',
    '+x',
    '',
  ].join('\n');
  expect([...parseDiff(diff)].map(([file, lines]) => [file, [...lines]])).toEqual([
    ['src/a.py', [1, 2, 19]],
    ['q"uote.py', [1]],
  ]);
});

const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.invalid'];

it('asks git for what differs since the base parted, new files and a workspace below the root included', async () => {
  const folder = temporaryFolder({ 'py/a.py': 'one\ntwo\n', 'other.py': 'x\n' });
  const git = (...args: string[]) => execFileSync('git', [...identity, ...args], { cwd: folder });
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-qm', 'base');
  git('checkout', '-qb', 'topic');
  writeFileSync(join(folder, 'py/a.py'), 'one\nnew\ntwo\n');
  writeFileSync(join(folder, 'other.py'), 'y\n');
  git('commit', '-qam', 'change');
  writeFileSync(join(folder, 'py/ä.py'), 'one\n');
  const changed = await changedLines(join(folder, 'py'), 'main');
  expect([...changed].map(([file, lines]) => [file, [...lines]])).toEqual([
    ['a.py', [2]],
    ['ä.py', [1, 2]],
  ]);
  await expect(changedLines(folder, 'nowhere')).rejects.toMatchObject({ code: 'BASE_UNKNOWN' });
  await expect(changedLines(folder, '--help')).rejects.toMatchObject({ code: 'BASE_UNKNOWN' });
});
