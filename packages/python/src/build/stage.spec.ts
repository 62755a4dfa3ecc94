import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { rejectionOf } from '../testing/error-of.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { stagesFolder, writeStage } from './stage.js';

const root = `[project]
name = "root"
[tool.ruff]
line-length = 99
[tool.uv]
build-constraint-dependencies = ["setuptools==80"]
[tool.uv.workspace]
members = ["libs/*"]
`;

async function staged(files: string[], directory = 'libs/a') {
  const workspaceRoot = temporaryFolder({
    'pyproject.toml': root,
    'uv.toml': 'no-cache = true',
    LICENSE: 'text',
    'libs/a/pyproject.toml': '[project]\nname = "a"\n',
    'libs/a/src/a.py': 'A = 1\n',
    'libs/a/run.sh': '#!/bin/sh\n',
    'libs/a/src/a.so': 'built here',
    'shared/one.txt': '1',
  });
  symlinkSync('../../LICENSE', join(workspaceRoot, 'libs/a/LICENSE'));
  symlinkSync('../../shared', join(workspaceRoot, 'libs/a/shared'));
  const folder = join(temporaryFolder(), 'stage');
  mkdirSync(folder);
  await writeStage({ workspaceRoot, directory, files, date: 1_000_000 }, folder);
  return folder;
}

describe('a stage', () => {
  it('holds copies of the named files, and none of the others', async () => {
    const folder = await staged(['libs/a/pyproject.toml', 'libs/a/src/a.py']);
    expect(readFileSync(join(folder, 'libs/a/src/a.py'), 'utf8')).toBe('A = 1\n');
    expect(existsSync(join(folder, 'libs/a/src/a.so'))).toBe(false);
  });

  it('has files in the place of links', async () => {
    const folder = await staged(['libs/a/LICENSE', 'libs/a/shared']);
    expect(readFileSync(join(folder, 'libs/a/LICENSE'), 'utf8')).toBe('text');
    expect(readFileSync(join(folder, 'libs/a/shared/one.txt'), 'utf8')).toBe('1');
  });

  it('has uv’s settings above the project, and no others', async () => {
    const folder = await staged(['libs/a/pyproject.toml']);
    expect(parse(readFileSync(join(folder, 'pyproject.toml'), 'utf8'))).toEqual({
      tool: {
        uv: {
          'build-constraint-dependencies': ['setuptools==80'],
          workspace: { members: ['libs/*'] },
        },
      },
    });
    expect(existsSync(join(folder, 'uv.toml'))).toBe(true);
  });

  it('has one time, and modes of two kinds', async () => {
    const folder = await staged(['libs/a/src/a.py', 'libs/a/run.sh']);
    const of = (file: string) => statSync(join(folder, file));
    for (const file of ['libs/a/src/a.py', 'libs/a/run.sh', 'libs/a', '.', 'pyproject.toml'])
      expect(of(file).mtimeMs).toBe(1_000_000_000);
    expect(of('libs/a/src/a.py').mode & 0o777).toBe(0o644);
    expect(of('libs/a/run.sh').mode & 0o777).toBe(0o755);
  });

  it('leaves out what is gone', async () => {
    const folder = await staged(['libs/a/gone.py', 'libs/a/src/a.py']);
    expect(existsSync(join(folder, 'libs/a/gone.py'))).toBe(false);
  });
});

it('stages are in a folder of the account alone', async () => {
  const base = temporaryFolder();
  const folder = await stagesFolder(base);
  expect(statSync(join(folder, '..')).mode & 0o077).toBe(0);
  const open = temporaryFolder();
  mkdirSync(join(open, `nx-signal-${process.getuid?.()}`), { mode: 0o777 });
  chmodSync(join(open, `nx-signal-${process.getuid?.()}`), 0o777);
  expect(await rejectionOf(stagesFolder(open))).toMatchObject({ code: 'BUILD_FAILED' });
});
