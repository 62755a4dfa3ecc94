import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createPythonWorkspace,
  developmentGroup,
  rootManifest,
} from '../harness/python-workspace.js';
import type { Workspace } from '../harness/workspace.js';

const red = (name: string) => `def test_${name}() -> None:\n    assert False, "red: ${name}"\n`;

/** A project with nothing but its package, and its own idea of where tests are. */
const alone = (name: string, settings: string) => ({
  [`libs/${name}/pyproject.toml`]: `[project]\nname = "${name}"\nversion = "0.1.0"\nrequires-python = ">=3.11"\n\n[tool.uv]\npackage = false\n\n${settings}`,
});

const setupPy = `from setuptools import setup

NAME = "legacy"

setup(name=NAME, packages=["legacy"], package_dir={"": "lib"})
`;

let workspace: Workspace;
beforeAll(async () => {
  workspace = await createPythonWorkspace({
    projects: {
      core: {
        pyproject: '[tool.pytest.ini_options]\ntestpaths = ["tests"]\n',
        files: {
          'tests/functional/test_functional.py': red('functional'),
          'tests/test_beside.py': red('beside'),
          'qa/test_loose.py': red('loose'),
        },
      },
      api: {
        files: {
          'pytest.ini': '[pytest]\ntestpaths = tests checks\n',
          'checks/test_c.py': red('c'),
        },
      },
      web: {
        files: { 'package.json': '{ "name": "web", "scripts": { "lint": "echo a script" } }' },
      },
    },
    files: {
      'package.json': '{ "name": "root", "private": true, "workspaces": ["libs/web"] }',
      'pyproject.toml': rootManifest('', undefined, ['libs/*']),
      'tests/test_all.py': red('all'),
      ...alone('third', '[tool.pytest.ini_options]\npython_files = ["*_spec.py"]\n'),
      'libs/third/specs/rate_spec.py': red('spec'),
      ...alone(
        'fourth',
        '[tool.pytest.ini_options]\ntestpaths = "checks"\npython_files = "check_*.py"\n',
      ),
      'libs/fourth/checks/check_x.py': red('check'),
      'templates/service/{{ name }}/pyproject.toml':
        '[project]\nname = "{{ name }}"\nversion = "0"\n',
      'templates/library/pyproject.toml':
        '[project]\nname = "core"\n{% if typed %}\nx = 1\n{% endif %}\n',
      'libs/core/tests/fixtures/demo/pyproject.toml': '[project]\nname = "demo"\n',
      'old/setup.py': setupPy,
      'old/lib/legacy/__init__.py': 'ONE: int = 1\n',
      'old/tests/test_legacy.py':
        'from legacy import ONE\n\n\ndef test_one() -> None:\n    assert ONE == 1\n',
    },
  });
});
afterAll(() => workspace.dispose());

const show = async () =>
  JSON.parse((await workspace.nx(['show', 'projects', '--json'])).output).sort();

const names = ['api', 'core', 'fourth', 'legacy', 'root', 'third', 'web'];

it('finds projects whichever file names them, and passes templates and fixtures over', async () => {
  expect(await show()).toEqual(names);
});

it('runs what pytest would collect, and says what nothing runs', async () => {
  const projects = '--projects=api,core,third,fourth,root';
  const { tasks, output } = await workspace.nx([
    'run-many',
    '-t',
    'test:unit',
    'test:integration',
    projects,
    '--output-style=static',
  ]);
  expect(tasks, output).toEqual({
    'api:test:unit': 'failed',
    'core:test:integration': 'failed',
    'core:test:unit': 'failed',
    'fourth:test:unit': 'failed',
    'root:test:unit': 'failed',
    'third:test:unit': 'failed',
  });
  for (const name of ['functional', 'beside', 'c', 'spec', 'check', 'all'])
    expect(output).toContain(`red: ${name}`);
  expect(output).not.toContain('red: loose');
  expect(output).toContain(
    'warning: one test file belongs to no target, so nothing runs it: qa/test_loose.py',
  );
});

it('a script of package.json keeps its name, and ruff runs under another', async () => {
  workspace.append('libs/web/src/web/__init__.py', 'import os\n');
  const { tasks, output } = await workspace.nx(['run', 'web:signal', '--output-style=static']);
  expect(tasks['web:lint:python'], output).toBe('failed');
  expect(output).toContain('the script "lint" of libs/web/package.json');
  const script = await workspace.nx(['run', 'web:lint']);
  expect(script.output).toContain('a script');
  await workspace.restore();
});

it('init tells all of it', async () => {
  const { output } = await workspace.nx(['g', '@nx-signal/python:init']);
  expect(output).toContain('One test file belongs to no target: libs/core/qa/test_loose.py.');
  expect(output).toContain('Skipped, as templates of projects: templates/library/pyproject.toml');
  expect(output).toContain('Skipped, as test data: libs/core/tests/fixtures/demo');
  expect(output).toContain('libs/web/package.json:1 has a script "lint"');
  await workspace.restore();
});

it('copies of projects go by other names, other checkouts by none', async () => {
  await workspace.git('worktree', 'add', '--quiet', '.worktrees/a', '-b', 'a');
  cpSync(join(workspace.root, 'libs/core'), join(workspace.root, '0copy'), { recursive: true });
  expect(await show()).toEqual(['0copy', ...names].sort());
  const { tasks } = await workspace.nx(['run-many', '-t', 'lint', '--projects=core,0copy']);
  expect(tasks).toMatchObject({ 'core:lint': 'ran', '0copy:lint': 'ran' });
  await workspace.git('worktree', 'remove', '--force', '.worktrees/a');
  workspace.remove('0copy');
});

describe('a project of setup.py', () => {
  it('runs in the environment that pip has filled', async () => {
    const folder = join(workspace.root, 'old');
    const python = ['--quiet', '--python', join(folder, '.venv')];
    await workspace.run('uv', ['venv', '--quiet', join(folder, '.venv')]);
    const tools = ['ruff==0.17.6', 'pytest==9.2.0'];
    await workspace.run('uv', ['pip', 'install', ...python, '-e', folder, ...tools]);
    const { tasks, output } = await workspace.nx(['run', 'legacy:signal']);
    expect(tasks, output).toMatchObject({ 'legacy:test:unit': 'ran' });
    const again = await workspace.nx(['run', 'legacy:signal']);
    expect(again.tasks).toMatchObject({ 'legacy:test:unit': 'cached' });
  });
});

describe('a project of the root', () => {
  it('has nothing of other checkouts inside of it', async () => {
    const single = await createPythonWorkspace({
      projects: {},
      files: {
        'pyproject.toml': `[project]\nname = "single"\nversion = "1"\nrequires-python = ">=3.11"\n\n[tool.uv]\npackage = false\n\n${developmentGroup()}\n[tool.mypy]\nstrict = true\n`,
        'single.py': 'A = 1\n',
        'test_single.py': 'def test_single() -> None:\n    assert True\n',
      },
    });
    const signal = () => single.nx(['run-many', '-t', 'signal']);
    const red = 'import os\n\n\ndef test_red():\n    assert False\n';
    try {
      const first = await signal();
      expect(first.exitCode, first.output).toBe(0);
      await single.git('worktree', 'add', '--quiet', 'trees/a', '-b', 'a');
      single.write('trees/a/test_single.py', red);
      // A clone without a manifest.
      await single.git('init', '--quiet', 'vendor/clone');
      single.write('vendor/clone/test_clone.py', red);
      const around = await signal();
      expect(around.exitCode, around.output).toBe(0);
      expect(Object.values(around.tasks)).toEqual(['ran', 'ran', 'ran']);
      single.append('vendor/clone/test_clone.py', '# edited\n');
      expect(Object.values((await signal()).tasks)).toEqual(['cached', 'cached', 'cached']);
      single.write('test_single.py', red);
      expect(Object.values((await signal()).tasks)).toEqual(['failed', 'failed', 'failed']);
    } finally {
      await single.dispose();
    }
  });
});

describe('a uv workspace without projects', () => {
  it('has an empty graph, and a first generator that works where a glob is too short', async () => {
    const empty = await createPythonWorkspace({
      projects: {},
      files: {
        'pyproject.toml': `[tool.uv.workspace]\nmembers = ["libs/*"]\n\n${developmentGroup()}`,
      },
    });
    try {
      expect((await empty.nx(['show', 'projects'])).exitCode).toBe(0);
      const { exitCode, output } = await empty.nx([
        'g',
        '@nx-signal/python:library',
        'libs/shop/bills',
      ]);
      expect(exitCode, output).toBe(0);
      expect(empty.read('pyproject.toml')).toContain('exclude = ["libs/shop"]');
      expect((await empty.run('uv', ['lock', '--check'])).exitCode).toBe(0);
      expect(existsSync(join(empty.root, 'libs/shop/bills/pyproject.toml'))).toBe(true);
    } finally {
      await empty.dispose();
    }
  });
});
