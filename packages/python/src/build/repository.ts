import { existsSync } from 'node:fs';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SignalError } from '../errors.js';
import { runProcess } from '../process/run-process.js';

/** Nothing of an account's or a machine's settings, and nobody's name. */
const settings = [
  'core.autocrlf=false',
  'core.hooksPath=/dev/null',
  'commit.gpgSign=false',
  'safe.directory=*',
];

function gitVariables(date: number): Record<string, string | undefined> {
  const time = `${date} +0000`;
  return {
    GIT_DIR: undefined,
    GIT_WORK_TREE: undefined,
    GIT_INDEX_FILE: undefined,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_AUTHOR_NAME: 'nx-signal',
    GIT_AUTHOR_EMAIL: 'nx-signal@localhost',
    GIT_AUTHOR_DATE: time,
    GIT_COMMITTER_NAME: 'nx-signal',
    GIT_COMMITTER_EMAIL: 'nx-signal@localhost',
    GIT_COMMITTER_DATE: time,
  };
}

async function git(cwd: string, date: number, args: readonly string[], input?: string) {
  const result = await runProcess({
    command: 'git',
    args: [...settings.flatMap((setting) => ['-c', setting]), ...args],
    cwd,
    env: gitVariables(date),
    timeout: 5 * 60_000,
    ...(input === undefined ? {} : { input }),
  });
  if (result.exitCode === 0) return result.output;
  throw new SignalError({
    code: 'BUILD_FAILED',
    message: `The backend asks git, which failed: git ${args[0]}: ${result.startError ?? result.output.trim()}`,
    hint: 'build in a clone of the repository, with its tags if the version comes from them.',
  });
}

/**
 * Makes a folder a repository whose one commit holds all its files, for a backend that packs what is committed:
 * what is not committed in the workspace is in the hash as well.
 */
export async function commitFiles(folder: string, date: number): Promise<void> {
  await git(folder, date, ['init', '--quiet', '--initial-branch=main']);
  await git(folder, date, ['add', '--all', '--force']);
  await git(folder, date, ['commit', '--quiet', '--no-verify', '--message=build']);
}

/** The folder of a workspace inside its repository; empty for its top. */
export async function prefixInRepository(workspaceRoot: string): Promise<string> {
  return (await git(workspaceRoot, 0, ['rev-parse', '--show-prefix'])).trim();
}

/**
 * Gives a folder the history of the workspace's repository, for a backend that takes a version out of it. A file
 * that is not there does not count as deleted.
 *
 * @param staged - paths of its files, relative to it
 */
export async function shareHistory(
  folder: string,
  workspaceRoot: string,
  staged: ReadonlySet<string>,
  date: number,
): Promise<void> {
  const run = (args: readonly string[], input?: string) => git(folder, date, args, input);
  const source = (await git(workspaceRoot, date, ['rev-parse', '--show-toplevel'])).trim();
  const shared = ['rev-parse', '--path-format=absolute', '--git-common-dir'];
  const common = (await git(workspaceRoot, date, shared)).trim();
  const head = (await git(workspaceRoot, date, ['rev-parse', 'HEAD'])).trim();
  const branch = (await git(workspaceRoot, date, ['rev-parse', '--abbrev-ref', 'HEAD'])).trim();
  await run(['init', '--quiet', '--initial-branch=nx-signal']);
  await writeFile(
    join(folder, '.git', 'objects', 'info', 'alternates'),
    `${join(common, 'objects')}\n`,
  );
  const shallow = join(common, 'shallow');
  if (existsSync(shallow)) await copyFile(shallow, join(folder, '.git', 'shallow'));
  await run([
    'fetch',
    '--quiet',
    '--no-write-fetch-head',
    '--update-shallow',
    source,
    '+refs/tags/*:refs/tags/*',
  ]);
  await run(['update-ref', branch === 'HEAD' ? 'HEAD' : `refs/heads/${branch}`, head]);
  if (branch !== 'HEAD') await run(['symbolic-ref', 'HEAD', `refs/heads/${branch}`]);
  await run(['read-tree', 'HEAD']);
  const known = (await run(['ls-files', '-z'])).split('\0').filter(Boolean);
  const absent = known.filter((file) => !staged.has(file));
  await run(
    ['update-index', '-z', '--skip-worktree', '--stdin'],
    absent.map((file) => `${file}\0`).join(''),
  );
  await run(['update-index', '--refresh', '-q', '--really-refresh']).catch(() => {});
}
