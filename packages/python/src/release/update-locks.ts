import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { logger } from '@nx/devkit';
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

/** Locks of other tools, and what brings them up to date. */
const otherLocks = { 'poetry.lock': 'poetry lock', 'pdm.lock': 'pdm lock --update-reuse' } as const;

async function locksOf(workspaceRoot: string, name: string): Promise<string[]> {
  const files = await gitFiles(workspaceRoot, ['--cached', '--others', '--', name, `**/${name}`]);
  return [...new Set(files ?? [])].sort();
}

/**
 * Brings every uv.lock up to date with the versions that were written: what it says of the workspace's own projects is
 * part of the commit. Locks of other tools are named, for whoever releases to renew. `skipLockFileUpdate` among the root's `versionActionsOptions` leaves them alone.
 */
export async function afterAllProjectsVersioned(
  workspaceRoot: string,
  { dryRun = false, rootVersionActionsOptions = {} }: Versioned,
): Promise<{ changedFiles: string[]; deletedFiles: string[] }> {
  const changedFiles: string[] = [];
  if (dryRun || rootVersionActionsOptions['skipLockFileUpdate'] === true)
    return { changedFiles, deletedFiles: [] };
  for (const file of await locksOf(workspaceRoot, 'uv.lock'))
    if (await lockAnew(workspaceRoot, file)) changedFiles.push(file);
  for (const [name, command] of Object.entries(otherLocks))
    for (const file of await locksOf(workspaceRoot, name))
      logger.warn(`${file} stays as it is: run \`${command}\` in its folder, and commit it.`);
  return { changedFiles, deletedFiles: [] };
}
