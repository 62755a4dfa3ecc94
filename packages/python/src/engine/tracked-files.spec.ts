import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readApart } from '../nx-internal-files.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { askGit } from '../workspace/git-lists.js';
import { TrackedFiles } from './tracked-files.js';

afterEach(() => vi.unstubAllEnvs());

function workspace(): string {
  const root = realpathSync(
    temporaryFolder({
      '.gitignore': 'dist/\n*.log\nhidden.py\n',
      'nx.json': '{}',
      'a/one.py': 'ONE = 1\n',
      'a/hidden.py': '',
      'b/two.py': 'TWO = 2\n',
      'dist/made.py': '',
      'logs/a.log': '',
    }),
  );
  mkdirSync(join(root, 'empty'));
  vi.stubEnv('HOME', join(root, '.nx'));
  vi.stubEnv('XDG_CONFIG_HOME', join(root, '.nx/config'));
  execFileSync('git', ['init', '-q'], { cwd: root });
  execFileSync('git', ['add', '.'], { cwd: root });
  return root;
}

/** What a process that knows nothing finds. */
const found = async (root: string) => sorted((await readApart(root)).files);

const sorted = (files: ReadonlyMap<string, string>) => [...files].sort();

/** Tracked files that were read and noted, as after an answer. */
async function noted(root: string, ask = askGit): Promise<TrackedFiles> {
  const tracked = new TrackedFiles(root, ask);
  await tracked.read();
  await tracked.note();
  return tracked;
}

const git = (root: string, ...args: string[]) => execFileSync('git', args, { cwd: root });

const changes: [string, (root: string) => void][] = [
  ['nothing', () => {}],
  ['an edit', (root) => writeFileSync(join(root, 'a/one.py'), 'ONE = 22\n')],
  [
    'an edit that keeps size and times',
    (root) => {
      const file = join(root, 'a/one.py');
      const { atime, mtime } = statSync(file);
      writeFileSync(file, 'ONE = 2\n');
      utimesSync(file, atime, mtime);
    },
  ],
  ['a new file', (root) => writeFileSync(join(root, 'a/new.py'), '')],
  ['a new file in an empty folder', (root) => writeFileSync(join(root, 'empty/new.py'), '')],
  ['a new file among ignored ones', (root) => writeFileSync(join(root, 'logs/new.py'), '')],
  ['a new module that is ignored', (root) => writeFileSync(join(root, 'b/hidden.py'), '')],
  ['a folder that is ignored', (root) => mkdirSync(join(root, 'b/dist'))],
  ['a file that is gone', (root) => unlinkSync(join(root, 'b/two.py'))],
  ['rules that ignore more', (root) => appendFileSync(join(root, '.gitignore'), 'b/\n')],
  ['rules that ignore less', (root) => writeFileSync(join(root, '.gitignore'), '*.log\n')],
  ['rules of Nx', (root) => writeFileSync(join(root, '.nxignore'), 'a/\n')],
  ['rules of the repository', (root) => appendFileSync(join(root, '.git/info/exclude'), 'a/\n')],
  ['a link', (root) => symlinkSync('two.py', join(root, 'b/three.py'))],
  [
    'a link in the place of a file',
    (root) => {
      unlinkSync(join(root, 'b/two.py'));
      symlinkSync('../a/one.py', join(root, 'b/two.py'));
    },
  ],
  ['a file that git tracks from now on', (root) => git(root, 'add', '-f', 'a/hidden.py')],
  ['a file that git tracks no more', (root) => git(root, 'rm', '-q', '--cached', 'a/one.py')],
  [
    'rules that a setting names',
    (root) => {
      writeFileSync(join(root, 'dist/rules'), 'two.py\n');
      git(root, 'config', 'core.excludesFile', join(root, 'dist/rules'));
    },
  ],
  ['a repository that is gone', (root) => rmSync(join(root, '.git'), { recursive: true })],
];

describe('tracked files', () => {
  it.each(changes)('are those that a walk finds after: %s', async (_, change) => {
    const root = workspace();
    const tracked = await noted(root);
    change(root);
    expect(sorted((await tracked.read()).files)).toEqual(await found(root));
    expect(sorted(await tracked.readApart())).toEqual(await found(root));
    // And after that change as before it.
    await tracked.note();
    writeFileSync(join(root, 'a/one.py'), 'ONE = 3\n');
    expect(sorted((await tracked.read()).files)).toEqual(await found(root));
    expect(sorted(await tracked.readApart())).toEqual(await found(root));
  });

  it.each(changes)('come with what git says, or without, after: %s', async (_, change) => {
    const root = workspace();
    const tracked = await noted(root);
    change(root);
    const known = await (await tracked.read()).lists;
    if (known !== undefined) expect(known).toEqual(await askGit(root));
  });

  it('are not looked for again where no name has changed, nor is git asked', async () => {
    const root = workspace();
    const ask = vi.fn(askGit);
    const tracked = await noted(root, ask);
    const [before] = ask.mock.calls;
    for (const text of ['ONE = 4\n', 'ONE = 55\n']) {
      writeFileSync(join(root, 'a/one.py'), text);
      const { files, lists } = await tracked.read();
      expect(await lists).toEqual(await askGit(root));
      expect(sorted(files)).toEqual(await found(root));
      await tracked.note();
    }
    expect(ask.mock.calls).toEqual([before]);
  });

  it('are looked for where another process may have changed what Nx has', async () => {
    const root = workspace();
    const tracked = await noted(root);
    await tracked.read();
    // Nothing was noted since.
    expect((await tracked.read()).lists).toBeUndefined();
  });

  it('have Nx read them again for a graph, whatever it has written down', async () => {
    const root = workspace();
    const tracked = await noted(root);
    await tracked.read();
    await tracked.beforeGraph();
    const { workspaceDataDirectoryForWorkspace } = await import('nx/src/utils/cache-directory.js');
    const folder = workspaceDataDirectoryForWorkspace(root);
    expect(() => readFileSync(join(folder, 'nx_files.nxt'))).toThrow('ENOENT');
  });
});
