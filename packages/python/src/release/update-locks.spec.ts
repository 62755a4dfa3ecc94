import { execFileSync } from 'node:child_process';
import { logger } from '@nx/devkit';
import { expect, it, vi } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { afterAllProjectsVersioned } from './update-locks.js';

it('a lock of another tool is named with what renews it, unless locks are left alone', async () => {
  const root = temporaryFolder({ 'apps/a/poetry.lock': '', 'apps/b/pdm.lock': '' });
  execFileSync('git', ['init', '--quiet'], { cwd: root });
  const said: string[] = [];
  vi.spyOn(logger, 'warn').mockImplementation((line) => void said.push(String(line)));
  const nothing = { changedFiles: [], deletedFiles: [] };
  expect(await afterAllProjectsVersioned(root, {})).toEqual(nothing);
  expect(said).toEqual([
    'apps/a/poetry.lock stays as it is: run `poetry lock` in its folder, and commit it.',
    'apps/b/pdm.lock stays as it is: run `pdm lock --update-reuse` in its folder, and commit it.',
  ]);
  const rootVersionActionsOptions = { skipLockFileUpdate: true };
  await afterAllProjectsVersioned(root, { rootVersionActionsOptions });
  expect(said).toHaveLength(2);
});
