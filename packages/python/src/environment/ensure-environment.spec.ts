import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { digestText } from '../lock/digest.js';
import { rejectionOf } from '../testing/error-of.js';
import { temporaryFolder, writeFiles } from '../testing/temporary-folder.js';
import { type EnvironmentRequest, ensureEnvironment } from './ensure-environment.js';

/**
 * Stands in for uv, which would need a network: notes how it was called, and makes what `uv sync`
 * makes as far as it matters here. `$fails` is what it says before it fails.
 */
const uv = `#!/bin/sh
echo "$@" >> "$CALLS"
case "$1" in
  lock) echo "$LOCK_SAYS"; exit 0 ;;
  sync)
    if [ -n "$SYNC_SAYS" ]; then echo "$SYNC_SAYS"; exit 1; fi
    mkdir -p .venv/lib/python3.12/site-packages
    case "$*" in *"--reinstall-package a"*)
      echo built > libs/a/x.so
      mkdir -p .venv/lib/python3.12/site-packages/a-1.dist-info
      printf '{"url": "file://%s/libs/a", "dir_info": {"editable": true}}' "$PWD" \\
        > .venv/lib/python3.12/site-packages/a-1.dist-info/direct_url.json ;;
    esac
    if [ -n "$BESIDE" ]; then
      mkdir -p .venv/lib/python3.12/site-packages/c-1.dist-info
      printf '{"url": "file://%s", "dir_info": {"editable": true}}' "$BESIDE" \\
        > .venv/lib/python3.12/site-packages/c-1.dist-info/direct_url.json
      if [ -n "$BESIDE_BECOMES" ]; then echo "$BESIDE_BECOMES" > "$BESIDE/pyproject.toml"; fi
    fi
    if [ -n "$LOCK_BECOMES" ]; then echo "$LOCK_BECOMES" > uv.lock; fi
    echo "version = 3.12.4" > .venv/pyvenv.cfg ;;
esac
`;

const workspace = {
  'bin/uv': uv,
  'uv.lock': 'version = 1',
  'pyproject.toml': '[dependency-groups]\ndev = ["ruff"]\n',
  'libs/a/pyproject.toml':
    '[project]\nname = "a"\n[build-system]\nrequires = []\nbuild-backend = "maturin"\n',
  'libs/a/x.c': 'int x;',
};

const frozen = 'sync --frozen --all-packages --group dev';
const before = { ...process.env };

beforeEach(() => {
  process.env = before;
});

function prepare(files: Record<string, string>, variables: NodeJS.ProcessEnv = {}) {
  const workspaceRoot = temporaryFolder(files);
  const calls = join(workspaceRoot, 'calls');
  process.env = {
    ...before,
    PATH: `${workspaceRoot}/bin:/usr/bin:/bin`,
    UV_PROJECT_ENVIRONMENT: '.venv',
    CALLS: calls,
    ...variables,
  };
  const request: EnvironmentRequest = {
    workspaceRoot,
    environment: '.',
    projects: ['libs/a'],
    groups: [],
    extras: [],
  };
  return {
    workspaceRoot,
    ensure: (more: Partial<EnvironmentRequest> = {}) => ensureEnvironment({ ...request, ...more }),
    /** What uv was called with since the last time this was asked. */
    calls: () => {
      const text = existsSync(calls) ? readFileSync(calls, 'utf8') : '';
      writeFiles(workspaceRoot, { calls: '' });
      return text.split('\n').filter(Boolean);
    },
  };
}

describe('the environment is made when it is asked for first', () => {
  it('from the lock as it is, which is looked at and never written', async () => {
    const { workspaceRoot, ensure, calls } = prepare(workspace);
    expect(await ensure()).toBe(join(workspaceRoot, '.venv'));
    expect(calls()).toEqual(['lock --check', `${frozen} --reinstall-package a`]);
  });

  const rows: [title: string, files: Record<string, string>, called: string | undefined][] = [
    ['and not again', {}, undefined],
    ['unless the lock changed', { 'uv.lock': 'version = 1\n' }, frozen],
    ['unless a manifest changed', { 'libs/a/pyproject.toml': '[project]\nname = "a"' }, frozen],
    ['unless native code changed', { 'libs/a/x.c': 'int y;' }, `${frozen} --reinstall-package a`],
    ['unless the interpreter changed', { '.venv/pyvenv.cfg': 'version = 3.13' }, frozen],
    [
      'unless its stamp is damaged',
      { '.venv/.nx-signal.json': '{' },
      `${frozen} --reinstall-package a`,
    ],
    [
      'unless a package came or went',
      { '.venv/lib/python3.12/site-packages/x.py': '' },
      `${frozen} --reinstall-package a`,
    ],
    [
      'unless what the build had made changed',
      { 'libs/a/x.so': '' },
      `${frozen} --reinstall-package a`,
    ],
    ['but not for a change of Python code', { 'libs/a/src/x.py': 'x = 1' }, undefined],
  ];
  it.each(rows)('%s', async (_title, files, called) => {
    const { workspaceRoot, ensure, calls } = prepare(workspace);
    await ensure();
    calls();
    writeFiles(workspaceRoot, files);
    await ensure();
    expect(calls()).toEqual(called === undefined ? [] : ['lock --check', called]);
    await ensure();
    expect(calls()).toEqual([]);
  });

  it('unless options ask for more', async () => {
    const { ensure, calls } = prepare(workspace);
    await ensure();
    calls();
    await ensure({ extras: ['fast'] });
    expect(calls()).toEqual(['lock --check', `${frozen} --extra fast`]);
  });
});

it('an environment is not made again once Python has kept bytecode in it', async () => {
  const { workspaceRoot, ensure, calls } = prepare(workspace);
  await ensure();
  calls();
  // The first import of a single module makes this folder where it is not there.
  const bytecode = '.venv/lib/python3.12/site-packages/__pycache__';
  writeFiles(workspaceRoot, { [`${bytecode}/single.cpython-312.pyc`]: '' });
  await ensure();
  expect(calls()).toEqual([]);
});

describe('the lock that is synced is the lock that was hashed', () => {
  const changed = {
    code: 'LOCK_CHANGED',
    message:
      'uv.lock changed after this run had begun, so its tasks would not run with the lock they were hashed with.',
    place: { file: 'uv.lock' },
    hint: 'run the tasks again; if the error persists, run `npx nx reset` so that Nx reads the files again.',
  };

  it('or nothing is synced', async () => {
    const { ensure, calls } = prepare(workspace);
    expect(await rejectionOf(ensure({ lockDigest: 'another' }))).toEqual(changed);
    expect(calls()).toEqual([]);
    await ensure({ lockDigest: digestText('version = 1') });
  });

  it('or, when it changed meanwhile, the run fails and the next one syncs again', async () => {
    const { ensure, calls } = prepare(workspace, { LOCK_BECOMES: 'version = 2' });
    expect(await rejectionOf(ensure())).toEqual(changed);
    calls();
    await ensure();
    expect(calls()).toEqual(['lock --check', frozen]);
  });
});

describe('a folder beside the members, which the environment shows', () => {
  const manifest = '[project]\nname = "c"\n';
  const prepareBeside = (variables: NodeJS.ProcessEnv = {}) => {
    const beside = temporaryFolder({ 'pyproject.toml': manifest });
    return { beside, ...prepare(workspace, { BESIDE: beside, ...variables }) };
  };

  it('is known once it is there, and the environment is made once', async () => {
    const { beside, ensure, calls } = prepareBeside();
    // A clock of files may be behind.
    await sleep(50);
    await ensure();
    await ensure();
    expect(calls()).toEqual(['lock --check', `${frozen} --reinstall-package a`]);
    writeFiles(beside, { 'pyproject.toml': `${manifest}version = "2"\n` });
    await ensure();
    expect(calls()).toEqual(['lock --check', frozen]);
  });

  it('is looked at again where its manifest changed meanwhile', async () => {
    const { ensure, calls } = prepareBeside({ BESIDE_BECOMES: `${manifest}version = "2"` });
    await ensure();
    const first = `${frozen} --reinstall-package a`;
    expect(calls()).toEqual(['lock --check', first, 'lock --check', frozen]);
    await ensure();
    expect(calls()).toEqual([]);
  });
});

describe('a copy in an environment', () => {
  const info = '.venv/lib/python3.12/site-packages/b-1.dist-info';
  const copy = (folder: string) => ({
    [`${info}/direct_url.json`]: JSON.stringify({ url: `file://${folder}/libs/b`, dir_info: {} }),
  });

  it('is built when it is seen first, and again when its sources change', async () => {
    const { workspaceRoot, ensure, calls } = prepare({ ...workspace, 'libs/b/b.py': 'x = 1' });
    writeFiles(workspaceRoot, copy(workspaceRoot));
    const both = `${frozen} --reinstall-package a --reinstall-package b`;
    await ensure();
    expect(calls()).toEqual(['lock --check', both]);
    await ensure();
    expect(calls()).toEqual([]);
    writeFiles(workspaceRoot, { 'libs/b/b.py': 'x = 2' });
    await ensure();
    expect(calls()).toEqual(['lock --check', `${frozen} --reinstall-package b`]);
  });
});

describe('while a manifest cannot be read', () => {
  const mistake = { 'libs/a/pyproject.toml': '[project' };

  it('the environment stays as it was', async () => {
    const { workspaceRoot, ensure, calls } = prepare(workspace);
    await ensure();
    calls();
    writeFiles(workspaceRoot, mistake);
    expect(await ensure()).toBe(join(workspaceRoot, '.venv'));
    expect(calls()).toEqual([]);
  });

  it('none can be made', async () => {
    const { ensure, calls } = prepare({ ...workspace, ...mistake });
    expect(await rejectionOf(ensure())).toEqual({
      code: 'ENVIRONMENT_FAILED',
      message: 'The environment cannot be created because libs/a/pyproject.toml cannot be read.',
      place: undefined,
      hint: 'correct that file first; uv reads every member of a workspace.',
    });
    expect(calls()).toEqual([]);
  });
});

describe('without a lock', () => {
  const { 'uv.lock': _lock, ...unlocked } = workspace;

  it('an environment that somebody else keeps is used as it is', async () => {
    const files = { ...unlocked, '.venv/pyvenv.cfg': 'version = 3.12.4' };
    const { workspaceRoot, ensure, calls } = prepare(files);
    expect(await ensure()).toBe(join(workspaceRoot, '.venv'));
    expect(calls()).toEqual([]);
  });

  it('there is none', async () => {
    expect(await rejectionOf(prepare(unlocked).ensure())).toMatchObject({
      code: 'LOCK_MISSING',
      place: { file: 'uv.lock' },
      hint: 'run `uv lock` and commit the result; or create an environment with `python -m venv .venv` and install the tools into it.',
    });
  });

  it('says how the manager of the folder makes one', async () => {
    const { ensure } = prepare({ ...unlocked, 'pyproject.toml': '[tool.hatch.envs.default]\n' });
    expect((await rejectionOf(ensure())).hint).toContain('`hatch env create`');
  });
});

describe('what goes wrong', () => {
  const rows: [title: string, variables: NodeJS.ProcessEnv, code: string, message: RegExp][] = [
    ['uv is missing', { PATH: '/no/such/folder' }, 'UV_MISSING', /is not on PATH/],
    [
      'the lock is stale',
      { LOCK_SAYS: 'The lockfile at `uv.lock` needs to be updated, but `--check` was provided.' },
      'LOCK_STALE',
      /does not match/,
    ],
    [
      'no interpreter suits',
      { SYNC_SAYS: 'error: No interpreter found for Python >=3.99' },
      'PYTHON_UNSUITABLE',
      /No interpreter found for Python >=3\.99$/,
    ],
    ['uv fails', { SYNC_SAYS: 'error: Odd' }, 'ENVIRONMENT_FAILED', /error: Odd$/],
  ];
  it.each(rows)('%s', async (_title, variables, code, message) => {
    const { workspaceRoot, ensure } = prepare(workspace, variables);
    const error = await rejectionOf(ensure());
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.hint).toBeTruthy();
    expect(existsSync(join(workspaceRoot, '.venv/.nx-signal.json'))).toBe(false);
  });

  it('is tried again the next time', async () => {
    const { ensure, calls } = prepare(workspace, { SYNC_SAYS: 'error: Odd' });
    await rejectionOf(ensure());
    calls();
    process.env['SYNC_SAYS'] = '';
    await ensure();
    expect(calls()).toEqual(['lock --check', `${frozen} --reinstall-package a`]);
  });
});
