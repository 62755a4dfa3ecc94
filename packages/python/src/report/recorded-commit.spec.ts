import { execFileSync } from 'node:child_process';
import { appendFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { baseOf, commitSince, presentCommit } from './recorded-commit.js';

function repository(): string {
  const root = temporaryFolder({ 'a.py': 'A = 1\n' });
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root });
  git('init', '--quiet');
  git('add', '.');
  git('-c', 'user.name=a', '-c', 'user.email=a@example.test', 'commit', '--quiet', '-m', 'a');
  return root;
}

describe('the commit', () => {
  it('is that of HEAD, with whether tracked files differ', async () => {
    const root = repository();
    const file = join(root, 'a.py');
    const { commit, changed } = await presentCommit(root);
    expect([commit?.length, changed]).toEqual([40, false]);
    // Another time is no other content.
    utimesSync(file, 1, 1);
    writeFileSync(join(root, 'new.py'), '');
    expect((await presentCommit(root)).changed).toBe(false);
    appendFileSync(file, 'B = 1\n');
    expect((await presentCommit(root)).changed).toBe(true);
  });

  it('of the past is known where HEAD has not moved since', async () => {
    const root = repository();
    expect(await commitSince(root, Date.now() + 1000)).toHaveLength(40);
    expect(await commitSince(root, 1000)).toBeNull();
  });

  it('is unknown without a repository', async () => {
    const root = temporaryFolder();
    expect(await presentCommit(root)).toEqual({ commit: null, changed: null });
    expect(await commitSince(root, Date.now())).toBeNull();
  });
});

it.each([
  [['nx', 'affected', '-t', 'lint'], {}, undefined, 'main'],
  [['nx', 'affected'], {}, 'develop', 'develop'],
  [['nx', 'affected'], { NX_BASE: 'abc' }, 'develop', 'abc'],
  [['nx', 'affected', '--base=HEAD~1'], { NX_BASE: 'abc' }, undefined, 'HEAD~1'],
  [['nx', 'affected', '--base', 'x'], {}, undefined, 'x'],
  [['nx', 'run-many', '-t', 'lint'], { NX_BASE: 'abc' }, 'main', null],
])('the base of %j', (argv, variables, defaultBase, base) => {
  expect(baseOf(argv, variables, defaultBase)).toBe(base);
});
