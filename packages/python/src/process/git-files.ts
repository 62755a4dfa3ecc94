import { runProcess } from './run-process.js';

/**
 * What `git ls-files` prints about a folder, without what git ignores unless it is asked for.
 *
 * @returns an entry per file; undefined where there is no repository, or no git
 */
export async function gitFiles(
  folder: string,
  args: readonly string[],
): Promise<string[] | undefined> {
  const { exitCode, output } = await runProcess({
    command: 'git',
    isErrand: true,
    args: ['ls-files', '-z', '--exclude-standard', ...args],
    cwd: folder,
    timeout: 60_000,
  });
  return exitCode === 0 ? output.split('\0').filter(Boolean) : undefined;
}
