import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../testing/error-of.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { findProgram } from './find-program.js';

const programs = ['.venv/bin/uvicorn', 'usr/bin/uvicorn', 'usr/bin/node', 'services/api/run.sh'];

/** What a program's name stands for, relative to the workspace. */
function found(program: string, more: Record<string, string> = {}) {
  const files = Object.fromEntries(programs.map((file) => [file, '#!/bin/sh\n']));
  const root = temporaryFolder({ ...files, 'services/api/notes': '', ...more });
  for (const file of programs) chmodSync(join(root, file), 0o755);
  const variables = { PATH: `${root}/.venv/bin:${root}/usr/bin:${root}/services` };
  const served = { id: 'api:serve', root, project: 'services/api', environment: '.' };
  return findProgram(program, served, variables).slice(root.length + 1);
}

describe('a program', () => {
  it.each([
    ['uvicorn', '.venv/bin/uvicorn'],
    ['node', 'usr/bin/node'],
    ['./run.sh', 'services/api/run.sh'],
    ['../../usr/bin/node', 'usr/bin/node'],
  ])('%s is %s', (program, file) => {
    expect(found(program)).toBe(file);
  });
});

describe('what is no program is told, with what helps', () => {
  const lock = { 'uv.lock': '' };
  const rows: [program: string, files: Record<string, string>, hint: string][] = [
    ['gunicorn', lock, '`uv add --directory services/api gunicorn`'],
    ['gunicorn', { 'poetry.lock': '' }, '`poetry add --directory services/api gunicorn`'],
    ['gunicorn', {}, 'install the package that provides it'],
    ['run.sh', lock, 'correct `serve`'],
    ['./gone.sh', lock, "paths are relative to the project's folder"],
    ['./notes', lock, "paths are relative to the project's folder"],
    ['api', lock, 'declare the package'],
    ['PORT=1', lock, 'no shell runs the command'],
  ];
  it.each(rows)('%s beside %j', (program, files, hint) => {
    expect(errorOf(() => found(program, files))).toMatchObject({
      code: 'PROGRAM_MISSING',
      message: `${program}, which api:serve starts, is neither in the environment of services/api nor on PATH.`,
      place: { file: 'services/api/pyproject.toml', key: 'tool.nx-signal.serve' },
      hint: expect.stringContaining(hint),
    });
  });
});
