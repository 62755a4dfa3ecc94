import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { findLinks } from './find-links.js';

function linked(links: Record<string, string>): string {
  const root = temporaryFolder({
    '.gitignore': 'dist/\nignored\n',
    '.nxignore': 'a/left-out\n',
    'shared/m/x.py': '',
    'shared/f.py': '',
    'dist/y.py': '',
    'was/file.py': '',
  });
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@y', ...args], { cwd: root });
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'start');
  for (const [path, target] of Object.entries(links)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    rmSync(join(root, path), { force: true });
    symlinkSync(target, join(root, path));
    if (path.startsWith('a/')) git('add', '--', path);
  }
  return root;
}

it('finds links and what they lead to, added to git or not', async () => {
  const root = linked({
    'a/m': '../shared/m',
    'a/f.py': '../shared/f.py',
    'a/chain': 'm',
    'a/way': '../shared/m/../f.py',
    'new/only/m': '../../shared/m',
    'was/file.py': '../shared/f.py',
    'a/built': '../dist/y.py',
    'a/outside': '/etc/hosts',
    'a/nowhere/outside': '../../../none-of-this',
    'a/left-out': '/etc/hosts',
    'a/broken': 'nothing',
    'a/circle': 'circle',
    'new/ignored': '../shared/m',
    'a/node_modules/x': '../../shared/m',
    '.venv': 'dist',
  });
  const found = await findLinks(root);
  const outside = ['a/nowhere/outside', 'a/outside'];
  expect(found.filter(({ path }) => !outside.includes(path))).toEqual([
    { path: 'a/built', target: 'dist/y.py', problem: 'ignored' },
    { path: 'a/chain', target: 'shared/m' },
    { path: 'a/f.py', target: 'shared/f.py' },
    { path: 'a/m', target: 'shared/m' },
    { path: 'a/way', target: 'shared/f.py' },
    { path: 'new/only/m', target: 'shared/m' },
    { path: 'was/file.py', target: 'shared/f.py' },
  ]);
  expect(found.filter(({ problem }) => problem === 'outside').map(({ path }) => path)).toEqual(
    outside,
  );
});

it('finds none where there is no git', async () => {
  expect(await findLinks(temporaryFolder({ 'x.py': '' }))).toEqual([]);
});
