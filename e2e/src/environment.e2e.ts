import { mkdtempSync, readdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { usualPython } from './harness/programs.js';
import { createPythonWorkspace, lock } from './harness/python-workspace.js';
import type { Workspace } from './harness/workspace.js';

describe('an environment that cannot be made', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await createPythonWorkspace({ projects: { alpha: {} }, fresh: true });
  });
  afterEach(async () => {
    await workspace.restore();
    workspace.remove('.venv');
  });
  afterAll(() => workspace.dispose());

  async function failure(
    env: Record<string, string> = {},
    task = 'alpha:test:unit',
  ): Promise<string> {
    const { exitCode, output } = await workspace.nx(['run', task, '--skipNxCache'], {
      env,
    });
    expect(exitCode, output).toBe(1);
    expect(output).not.toMatch(/\n\s+at .*\.js:\d+/);
    return output;
  }

  it('names the command that installs uv when there is none', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'nx-signal-path-'));
    symlinkSync(process.execPath, join(folder, 'node'));
    const output = await failure({ PATH: `${folder}:/bin` });
    expect(output).toContain('error [UV_MISSING]: uv is not on PATH');
    expect(output).toContain('hint: install uv, for example with `pip install uv`');
  });

  it('asks for `uv lock` when the lock is stale, and leaves the lock alone', async () => {
    workspace.replace(
      'libs/alpha/pyproject.toml',
      'dependencies = []',
      'dependencies = ["iniconfig"]',
    );
    const before = workspace.read('uv.lock');
    const output = await failure();
    expect(output).toContain(
      'error [LOCK_STALE]: uv.lock does not match the pyproject.toml files.',
    );
    expect(output).toContain('hint: run `uv lock` and commit the result.');
    expect(workspace.read('uv.lock')).toBe(before);
  });

  it('asks for `uv lock` when there is no lock', async () => {
    workspace.remove('uv.lock');
    const output = await failure();
    expect(output).toContain('error [LOCK_MISSING]: There is neither a uv.lock');
    expect(workspace.has('uv.lock')).toBe(false);
  });

  it('shows file and line of a broken lock', async () => {
    workspace.append('uv.lock', '\n<<<<<<< HEAD\n');
    const output = await failure();
    expect(output).toContain('error [LOCK_BROKEN]');
    expect(output).toMatch(/at uv\.lock:\d+/);
  });

  it('asks for another Python when none here satisfies requires-python', async () => {
    workspace.replace('libs/alpha/pyproject.toml', '>=3.11', '>=3.99');
    workspace.replace('uv.lock', 'requires-python = ">=3.11"', 'requires-python = ">=3.99"');
    const output = await failure({ UV_PYTHON_DOWNLOADS: 'never' });
    expect(output).toContain('error [PYTHON_UNSUITABLE]');
    expect(output).toContain('`uv python install`');
  });

  const withoutIndex = () => ({
    UV_CACHE_DIR: mkdtempSync(join(tmpdir(), 'nx-signal-uv-')),
    UV_HTTP_RETRIES: '0',
    HTTPS_PROXY: 'http://127.0.0.1:9',
    https_proxy: 'http://127.0.0.1:9',
  });

  it('makes no task a flaky one for Nx when it can be made after all', async () => {
    const run = (...args: string[]) => ['run-many', '-t', 'test:unit', 'typecheck', ...args];
    const first = await workspace.nx(run(), { env: withoutIndex() });
    expect(Object.values(first.tasks), first.output).toEqual(['failed', 'failed']);
    await workspace.nx(run('--batch=false'), { env: withoutIndex() });
    const { exitCode, output } = await workspace.nx(run());
    expect(exitCode, output).toBe(0);
    expect(output).not.toContain('flaky');
  });

  it('says so when the index cannot be reached', async () => {
    const output = await failure(withoutIndex());
    expect(output).toContain('error [ENVIRONMENT_FAILED]: uv could not create the environment');
    expect(output).toContain('check the network');
  });

  it('names the command that adds a missing tool', async () => {
    workspace.replace('pyproject.toml', ', "ruff==0.17.6"', '');
    await lock(workspace);
    const output = await failure({}, 'alpha:lint');
    expect(output).toContain(
      'error [TOOL_MISSING]: ruff is not installed in the environment of the workspace.',
    );
    expect(output).toContain('hint: add it with `uv add --dev ruff`.');
  });

  it('is one for each version of Python that tests name', async () => {
    const { release, version } = await usualPython();
    const name = (pythons: string[]) => {
      const list = JSON.stringify(pythons);
      const table = `\n[tool.nx-signal]\npythons = ${list}\n`;
      workspace.append('libs/alpha/pyproject.toml', table);
    };
    const task = (python: string) => `alpha:test:unit--py${python}`;
    const run = () => workspace.nx(['run', 'alpha:test:unit']);
    name([version, release]);
    const first = await run();
    expect(first.tasks, first.output).toMatchObject({
      [task(version)]: 'ran',
      [task(release)]: 'ran',
    });
    const made = readdirSync(join(workspace.root, '.nx/workspace-data/nx-signal/environments'));
    expect(made.map((folder) => folder.slice(0, folder.lastIndexOf('-'))).sort()).toEqual(
      [`py${version}`, `py${release}`].sort(),
    );
    expect(workspace.has('.venv')).toBe(false);
    const second = await run();
    expect(second.tasks, second.output).toMatchObject({
      [task(version)]: 'cached',
      [task(release)]: 'cached',
    });
    await workspace.restore();
    name([version, '3.99', '3.10']);
    const unfit = await run();
    expect(unfit.tasks, unfit.output).toMatchObject({
      [task(version)]: 'ran',
      [task('3.99')]: 'failed',
      [task('3.10')]: 'failed',
    });
    expect(unfit.output).toContain('`pythons` asks for Python 3.99, which is not on this machine.');
    expect(unfit.output).toContain('install it with `uv python install 3.99`');
    expect(unfit.output).toContain(
      'requires-python of libs/alpha/pyproject.toml excludes: >=3.11.',
    );
  });
});
