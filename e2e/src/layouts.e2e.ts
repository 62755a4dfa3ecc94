import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPythonWorkspace, developmentGroup } from './harness/python-workspace.js';
import type { Workspace } from './harness/workspace.js';

/** A test module that needs another module to be importable. */
const test = (module: string) =>
  `import ${module}


def test_it() -> None:
    assert ${module}
`;

/** A project outside the uv workspace, with a lock and an environment of its own. */
const standAlone = `[project]
name = "alone"
version = "0.1.0"
requires-python = ">=3.11"

[dependency-groups]
test = ["pytest==9.2.0"]

[tool.uv]
package = false
`;

describe('a repository of many layouts', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await createPythonWorkspace({
      projects: {
        library: {},
        user: {
          dependencies: ['library'],
          files: { 'tests/unit/test_user.py': test('library') },
        },
      },
      files: {
        'pyproject.toml': [
          '[project]\nname = "root-package"\nversion = "1.0"\nrequires-python = ">=3.11"\n',
          '[build-system]\nrequires = ["uv_build>=0.8"]\nbuild-backend = "uv_build"\n',
          '[tool.uv.workspace]\nmembers = ["libs/*", "flat", "spaces/*"]\nexclude = ["libs/left-out"]\n',
          developmentGroup(),
          '[tool.pytest.ini_options]\naddopts = "--import-mode=importlib"\n',
        ].join('\n'),
        'src/root_package/__init__.py': '',
        'tests/test_root.py': test('root_package'),
        'flat/pyproject.toml':
          '[project]\nname = "flat-layout"\nversion = "1"\nrequires-python = ">=3.11"\n\n[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n\n[tool.setuptools]\npackages = ["flat_layout"]\n',
        'flat/flat_layout/__init__.py': '',
        'flat/test_flat.py': test('flat_layout'),
        'spaces/one/pyproject.toml':
          '[project]\nname = "acme-one"\nversion = "1"\nrequires-python = ">=3.11"\n\n[build-system]\nrequires = ["uv_build>=0.8"]\nbuild-backend = "uv_build"\n\n[tool.uv.build-backend]\nmodule-name = "acme.one"\n',
        'spaces/one/src/acme/one/__init__.py': '',
        'spaces/one/tests/integration/test_one.py': test('acme.one'),
        'libs/left-out/pyproject.toml': standAlone,
        'libs/left-out/tests/test_alone.py': test('os'),
        'config/pyproject.toml': '[tool.ruff]\nline-length = 80\n',
        'config/script.py': '',
        'web/package.json': JSON.stringify({
          name: 'web',
          scripts: { test: 'node -e "console.log(42)"' },
        }),
        'package.json': JSON.stringify({ name: 'root-js', private: true, workspaces: ['web'] }),
        'libs/user/project.json': JSON.stringify({
          tags: ['scope:user'],
          implicitDependencies: ['web'],
          targets: {
            lint: { options: { args: ['--output-format=concise'] } },
            deploy: { command: 'echo deployed' },
          },
        }),
      },
    });
    await workspace.run('uv', ['lock', '--quiet', '--directory', 'libs/left-out']);
    await workspace.commit('lock the project that stands alone');
  });
  afterAll(() => workspace.dispose());

  async function project(name: string) {
    const { output } = await workspace.nx(['show', 'project', name, '--json']);
    return JSON.parse(output);
  }

  it('makes a project of every pyproject.toml that names one', async () => {
    const { output } = await workspace.nx(['show', 'projects', '--json']);
    expect(JSON.parse(output).sort()).toEqual([
      'acme-one',
      'alone',
      'flat-layout',
      'library',
      'root-package',
      'user',
      'web',
    ]);
  });

  it('gives each the targets that its files call for', async () => {
    expect(Object.keys((await project('acme-one')).targets).sort()).toEqual([
      'build',
      'confidence',
      'fix',
      'lint',
      'nx-release-publish',
      'signal',
      'test:integration',
      'typecheck',
    ]);
    const alone = await project('alone');
    expect(alone.targets['test:unit'].options).toMatchObject({
      environment: 'libs/left-out',
      paths: ['tests'],
    });
    expect((await project('flat-layout')).targets['test:unit'].options.paths).toEqual(['.']);
  });

  it('merges what a project.json says', async () => {
    const user = await project('user');
    expect(user.tags).toEqual(['scope:user']);
    expect(user.targets.deploy).toBeDefined();
    expect(user.targets.lint.options).toMatchObject({
      kind: 'lint',
      args: ['--output-format=concise'],
    });
  });

  it('describes its targets for people', async () => {
    const { targets } = await project('library');
    for (const target of Object.values(targets) as { metadata?: { description?: string } }[]) {
      expect(target.metadata?.description).toMatch(/^[A-Z].+\.$/);
    }
  });

  it('runs all of them, each in its own environment, beside JavaScript', async () => {
    const { tasks, output, exitCode } = await workspace.nx([
      'run-many',
      '-t',
      'test:unit',
      'test:integration',
      'test',
    ]);
    expect(tasks, output).toEqual({
      'acme-one:test:integration': 'ran',
      'alone:test:unit': 'ran',
      'flat-layout:test:unit': 'ran',
      'library:test:unit': 'ran',
      'root-package:test:unit': 'ran',
      'user:test:unit': 'ran',
      'web:test': 'ran',
    });
    expect(exitCode).toBe(0);
    expect(workspace.has('libs/left-out/.venv')).toBe(true);
  });

  it('lints the root package without the projects inside it', async () => {
    workspace.append('libs/library/src/library/__init__.py', 'import os\n');
    const { tasks, output } = await workspace.nx([
      'run-many',
      '-t',
      'lint',
      '--projects=root-package,library',
    ]);
    await workspace.git('checkout', '--', '.');
    expect(tasks, output).toEqual({ 'root-package:lint': 'ran', 'library:lint': 'failed' });
  });
});

describe('options', () => {
  let workspace: Workspace;
  afterAll(() => workspace.dispose());

  it('rename targets, leave some out, and turn the signal into a chain', async () => {
    workspace = await createPythonWorkspace({
      projects: {
        alpha: { files: { 'src/alpha/__init__.py': 'import os\nNAME: str = "alpha"\n' } },
        beta: { pyproject: '[tool.nx-signal.targets]\ntypecheck = false\n' },
      },
      options: { signal: 'chain', targets: { 'test:unit': { name: 'test', markers: 'not slow' } } },
    });
    const { tasks, output, exitCode } = await workspace.nx(['run-many', '-t', 'signal']);
    expect(tasks, output).toMatchObject({
      'alpha:lint': 'failed',
      'beta:lint': 'ran',
      'beta:test': 'ran',
    });
    expect(
      Object.entries(tasks).filter(([id, outcome]) => id.startsWith('alpha') && outcome === 'ran'),
    ).toEqual([]);
    expect(Object.keys(tasks)).not.toContain('beta:typecheck');
    expect(exitCode).toBe(1);
  });
});
