import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { uvMissing } from '../environment/uv-errors.js';
import { SignalError } from '../errors.js';
import { directoryOf } from '../paths.js';
import { gitFiles } from '../process/git-files.js';
import { runProcess } from '../process/run-process.js';

/** What Nx hands over once all versions are written. */
interface Versioned {
  dryRun?: boolean;
  verbose?: boolean;
  rootVersionActionsOptions?: Record<string, unknown>;
}

async function lockAnew(workspaceRoot: string, file: string): Promise<boolean> {
  const path = join(workspaceRoot, file);
  const before = readFileSync(path, 'utf8');
  const { exitCode, output, startError } = await runProcess({
    command: 'uv',
    args: ['lock', '--no-progress'],
    cwd: join(workspaceRoot, directoryOf(file)),
    timeout: 15 * 60_000,
  });
  if (startError) throw uvMissing();
  if (exitCode !== 0)
    throw new SignalError({
      code: 'LOCK_STALE',
      message: `The versions are written, but uv could not update ${file}.\n${output.trimEnd()}`,
      place: { file },
      hint: 'fix the problem uv reports, then run `uv lock`.',
    });
  return readFileSync(path, 'utf8') !== before;
}

/**
 * Brings every uv.lock up to date with the versions that were written: what it says of the workspace's own projects is
 * part of the commit. `skipLockFileUpdate` among the root's `versionActionsOptions` leaves them alone.
 */
export async function afterAllProjectsVersioned(
  workspaceRoot: string,
  { dryRun = false, rootVersionActionsOptions = {} }: Versioned,
): Promise<{ changedFiles: string[]; deletedFiles: string[] }> {
  const changedFiles: string[] = [];
  if (dryRun || rootVersionActionsOptions['skipLockFileUpdate'] === true)
    return { changedFiles, deletedFiles: [] };
  const locks =
    (await gitFiles(workspaceRoot, ['--cached', '--others', '--', 'uv.lock', '**/uv.lock'])) ?? [];
  for (const file of [...new Set(locks)].sort())
    if (await lockAnew(workspaceRoot, file)) changedFiles.push(file);
  return { changedFiles, deletedFiles: [] };
}
