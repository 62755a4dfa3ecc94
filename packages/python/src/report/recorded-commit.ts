import { statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { runProcess } from '../process/run-process.js';

async function git(workspaceRoot: string, ...args: string[]): Promise<string | undefined> {
  const { exitCode, output } = await runProcess({
    command: 'git',
    isErrand: true,
    args,
    cwd: workspaceRoot,
    timeout: 10_000,
  });
  return exitCode === 0 ? output.trim() : undefined;
}

/** The commit that is checked out, and whether tracked files differ from it; nulls without git. */
export async function presentCommit(
  workspaceRoot: string,
): Promise<{ commit: string | null; changed: boolean | null }> {
  // It must not write the index, which the user may be at.
  const status = await git(
    workspaceRoot,
    ...['--no-optional-locks', 'status', '--porcelain=v2', '--branch', '--untracked-files=no'],
  );
  const commit = /^# branch\.oid ([0-9a-f]+)$/m.exec(status ?? '')?.[1];
  if (status === undefined || commit === undefined) return { commit: null, changed: null };
  return { commit, changed: status.split('\n').some((line) => !line.startsWith('#')) };
}

/** The commit at a time in the past, if HEAD has not moved since; else null. */
export async function commitSince(workspaceRoot: string, time: number): Promise<string | null> {
  const log = await git(workspaceRoot, 'rev-parse', '--git-path', 'logs/HEAD');
  if (log === undefined) return null;
  const file = isAbsolute(log) ? log : join(workspaceRoot, log);
  const moved = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  if (moved === undefined || moved > time) return null;
  return (await git(workspaceRoot, 'rev-parse', '--verify', '--quiet', 'HEAD')) ?? null;
}

/** What `affected` compares with, as far as it was said: `--base`, or `NX_BASE`; else nx.json's default. */
export function baseOf(
  argv: readonly string[],
  variables: NodeJS.ProcessEnv,
  defaultBase: string | undefined,
): string | null {
  const at = argv.findLastIndex((word) => /^--base(?:=|$)/.test(word));
  const typed = /^--base=(.*)$/.exec(argv[at] ?? '')?.[1] ?? (at < 0 ? undefined : argv[at + 1]);
  if (typed) return typed;
  if (!argv.includes('affected')) return null;
  return variables['NX_BASE'] || defaultBase || 'main';
}
