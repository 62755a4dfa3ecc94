import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ignoredFolders } from '../process/ignored-files.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { KnownFolders } from './known-folders.js';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const tracked = ['.gitignore', 'a/one.py', 'a/b/two.py', 'c/three.py'];

/** A repository in a folder, with a user's home beside it. */
function repository(): { root: string; home: string } {
  const folder = realpathSync(temporaryFolder());
  const root = join(folder, 'work');
  const home = join(folder, 'home');
  for (const path of ['a/b', 'c', 'empty', 'logs', 'made/deep', 'node_modules/x', '.nx/cache'])
    mkdirSync(join(root, path), { recursive: true });
  mkdirSync(home);
  vi.stubEnv('HOME', home);
  vi.stubEnv('XDG_CONFIG_HOME', join(home, '.config'));
  for (const file of tracked) writeFileSync(join(root, file), '');
  writeFileSync(join(root, '.gitignore'), 'made/\n*.log\n');
  writeFileSync(join(root, 'logs/a.log'), '');
  writeFileSync(join(root, 'made/deep/x.py'), '');
  execFileSync('git', ['init', '-q'], { cwd: root });
  return { root, home };
}

const read = (root: string) =>
  KnownFolders.read(root, new Map(tracked.map((file) => [file, 'hash'])), (folders) =>
    ignoredFolders(folders, root),
  );

/** In which way a folder is found to be the same: by the names in it while it is young, later by its times. */
const ages = [
  ['young', 0],
  ['old', 60_000],
] as const;

async function isSameAfter(
  change: (root: string, home: string) => void,
  age: number,
): Promise<boolean | undefined> {
  const { root, home } = repository();
  const now = Date.now.bind(Date);
  vi.spyOn(Date, 'now').mockImplementation(() => now() + age);
  const known = await read(root);
  // The next change has another time.
  await sleep(20);
  change(root, home);
  return known?.isSame();
}

describe.each(ages)('folders that are %s', (_, age) => {
  it.each<[string, (root: string, home: string) => void]>([
    ['nothing', () => {}],
    ['an edit', (root) => writeFileSync(join(root, 'a/one.py'), 'x = 1\n')],
    ['a file in what is ignored', (root) => writeFileSync(join(root, 'made/deep/y.py'), '')],
    ['a package', (root) => writeFileSync(join(root, 'node_modules/x/y.js'), '')],
    ['a result of Nx', (root) => writeFileSync(join(root, '.nx/cache/1'), '')],
    [
      'a file that comes and goes',
      (root) => {
        writeFileSync(join(root, 'a/draft'), '');
        unlinkSync(join(root, 'a/draft'));
      },
    ],
    [
      'an editor that puts a file in the place of another one',
      (root) => {
        writeFileSync(join(root, 'a/draft'), '');
        renameSync(join(root, 'a/draft'), join(root, 'a/one.py'));
      },
    ],
    ['a commit', (root) => void execFileSync('git', ['add', '.'], { cwd: root })],
  ])('are the same after: %s', async (_change, change) => {
    expect(await isSameAfter(change, age)).toBe(true);
  });

  it.each<[string, (root: string, home: string) => void]>([
    ['a file at the root', (root) => writeFileSync(join(root, 'new.py'), '')],
    ['a file beside others', (root) => writeFileSync(join(root, 'a/b/new.py'), '')],
    ['a file in an empty folder', (root) => writeFileSync(join(root, 'empty/new.py'), '')],
    [
      'a file in a folder all of which was ignored, each by its name',
      (root) => writeFileSync(join(root, 'logs/new.py'), ''),
    ],
    ['a folder', (root) => mkdirSync(join(root, 'a/more'))],
    ['a file that is gone', (root) => unlinkSync(join(root, 'c/three.py'))],
    ['a folder that is gone', (root) => rmSync(join(root, 'c'), { recursive: true })],
    ['another name', (root) => renameSync(join(root, 'a/one.py'), join(root, 'a/two.py'))],
    [
      'a folder in the place of a file',
      (root) => {
        unlinkSync(join(root, 'a/one.py'));
        mkdirSync(join(root, 'a/one.py'));
      },
    ],
    [
      'a link in the place of a file',
      (root) => {
        unlinkSync(join(root, 'a/one.py'));
        symlinkSync('b/two.py', join(root, 'a/one.py'));
      },
    ],
    [
      'another folder in the place of one',
      (root) => {
        mkdirSync(join(root, 'made/c'));
        writeFileSync(join(root, 'made/c/four.py'), '');
        renameSync(join(root, 'c'), join(root, 'made/old'));
        renameSync(join(root, 'made/c'), join(root, 'c'));
      },
    ],
    [
      'a file, and the time of its folder put back',
      (root) => {
        writeFileSync(join(root, 'c/new.py'), '');
        utimesSync(join(root, 'c'), 0, 0);
      },
    ],
    ['a rule of the repository', (root) => appendFileSync(join(root, '.git/info/exclude'), 'x\n')],
    ['a rule of a folder above', (root) => writeFileSync(join(root, '../.gitignore'), 'x\n')],
    [
      'a rule of the user',
      (_root, home) => {
        mkdirSync(join(home, '.config/git'), { recursive: true });
        writeFileSync(join(home, '.config/git/ignore'), 'x\n');
      },
    ],
    [
      'a setting of the user',
      (_root, home) => writeFileSync(join(home, '.gitconfig'), '[core]\nexcludesFile = ~/rules\n'),
    ],
    ['another home', (root) => vi.stubEnv('HOME', root)],
    ['a repository around', (root) => mkdirSync(join(root, '../.git'))],
  ])('are not after: %s', async (_change, change) => {
    expect(await isSameAfter(change, age)).toBe(false);
  });
});

describe('rules about what is ignored', () => {
  it.each([
    ['.gitignore that is ignored itself', 'a/.gitignore', '.gitignore\n'],
    ['.ignore', 'c/.ignore', ''],
    ['.nxignore', '.nxignore', ''],
  ])('in a file %s count with their text', async (_, file, text) => {
    const { root } = repository();
    writeFileSync(join(root, file), text);
    const known = await read(root);
    expect(known?.isSame()).toBe(true);
    appendFileSync(join(root, file), 'two.py\n');
    expect(known?.isSame()).toBe(false);
  });

  it('count as they were before git was asked', async () => {
    const { root } = repository();
    const files = new Map(tracked.map((file) => [file, 'hash']));
    const known = await KnownFolders.read(root, files, async (folders) => {
      const ignored = await ignoredFolders(folders, root);
      appendFileSync(join(root, '.git/info/exclude'), 'x\n');
      return ignored;
    });
    expect(known?.isSame()).toBe(false);
  });

  it('behind a link count with their text', async () => {
    const { root } = repository();
    writeFileSync(join(root, 'made/rules'), '');
    symlinkSync('made/rules', join(root, '.nxignore'));
    const known = await read(root);
    expect(known?.isSame()).toBe(true);
    writeFileSync(join(root, 'made/rules'), '!made/\n');
    expect(known?.isSame()).toBe(false);
    expect(await read(root)).toBeUndefined();
  });

  it('count where settings of the user name them', async () => {
    const { root, home } = repository();
    writeFileSync(join(home, '.gitconfig'), '[core]\n\texcludesFile = "~/rules"\n');
    const known = await read(root);
    expect(known?.isSame()).toBe(true);
    writeFileSync(join(home, 'rules'), '*.py\n');
    expect(known?.isSame()).toBe(false);
  });

  it('count in another place for a checkout that shares its repository', async () => {
    const { root } = repository();
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], { cwd: root });
    git('add', '.');
    git('commit', '-qm', 'one');
    git('worktree', 'add', '-q', '--detach', '../other');
    const known = await read(join(root, '../other'));
    expect(known?.isSame()).toBe(true);
    appendFileSync(join(root, '.git/info/exclude'), 'x\n');
    expect(known?.isSame()).toBe(false);
  });

  it.each([
    ['.nxignore', '.nxignore'],
    ['.ignore', 'a/.ignore'],
  ])('that take back others leave nothing known: %s', async (_, file) => {
    const { root } = repository();
    writeFileSync(join(root, file), '# all\n!made/\n');
    expect(await read(root)).toBeUndefined();
  });

  it('leave nothing known without a repository', async () => {
    const { root } = repository();
    rmSync(join(root, '.git'), { recursive: true });
    expect(await read(root)).toBeUndefined();
  });
});
