import { readFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { rejectionOf } from '../testing/error-of.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { formatFiles, runUv } from './run-uv.js';

afterEach(() => vi.unstubAllEnvs());

function putFirst(folder: string): void {
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH']}`);
}

it('gives what uv says and the command to repeat', async () => {
  const folder = temporaryFolder({ uv: '#!/bin/sh\necho "error: no $1"; exit 2\n' });
  putFirst(folder);
  expect(await rejectionOf(runUv(folder, ['lock'], 'Not locked:'))).toEqual({
    code: 'UV_FAILED',
    message: 'Not locked:\nerror: no lock',
    place: undefined,
    hint: `fix the problem uv reports, then run \`uv lock\` in ${folder}.`,
  });
});

it('says that uv is missing, and what has been lost by it', async () => {
  vi.stubEnv('PATH', temporaryFolder());
  const error = await rejectionOf(runUv(temporaryFolder(), ['lock'], 'Not locked:'));
  expect(error).toMatchObject({
    code: 'UV_MISSING',
    message: 'Not locked:\nuv is not on PATH.',
  });
});

it.runIf(process.platform !== 'win32')('formats with the ruff of the environment', async () => {
  const root = temporaryFolder({
    '.venv/bin/ruff': '#!/bin/sh\necho "$@" >> asked\n',
    asked: '',
  });
  await formatFiles(root, '.', ['libs/a']);
  expect(readFileSync(`${root}/asked`, 'utf8')).toBe(
    'check --quiet --select I --fix libs/a\nformat --quiet libs/a\n',
  );
});

it('formats nothing where there is no ruff', async () => {
  await expect(formatFiles(temporaryFolder(), '.', ['libs/a'])).resolves.toBeUndefined();
});
