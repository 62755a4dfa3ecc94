import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPythonWorkspace, lock, rootManifest } from '../harness/python-workspace.js';
import type { Workspace } from '../harness/workspace.js';

/** Names of what is installed in the workspace's environment, without versions. */
async function installed(workspace: Workspace, environment = '.venv'): Promise<string[]> {
  const library = join(workspace.root, environment, 'lib');
  const [python = ''] = existsSync(library) ? await readdir(library) : [];
  const names = await readdir(join(library, python, 'site-packages'));
  return names.flatMap((name) => /^(.+?)-[^-]+\.dist-info$/.exec(name)?.[1] ?? []).sort();
}

const testOf = (module: string, version: string) => `import ${module}


def test_version() -> None:
    assert ${module}.__version__ == "${version}"
`;

/** Makes a lock say that a package comes from a place that cannot be reached. */
function takeAway(workspace: Workspace, name: string, version: string): void {
  const text = workspace.read('uv.lock');
  const url = 'https://git.example.invalid/x.git';
  const source = `source = { git = "${url}#0123456789abcdef0123456789abcdef01234567" }`;
  const entry = new RegExp(
    `(name = "${name}"\\nversion = "${version}"\\n)source = [^\\n]*\\n(?:sdist[^\\n]*\\n)?(?:wheels = \\[\\n[^\\]]*\\]\\n)?`,
  );
  workspace.write('uv.lock', text.replace(entry, `$1${source}\n`));
}

describe('only what is needed is installed', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await createPythonWorkspace({
      projects: {
        alpha: {},
        beta: {
          dependencies: ['alpha', 'six==1.17.0'],
          files: { 'tests/unit/test_six.py': testOf('six', '1.17.0') },
        },
        gamma: {
          dependencies: ['idna==3.7'],
          files: { 'tests/unit/test_idna.py': testOf('idna', '3.7') },
        },
        delta: {
          dependencies: ['alpha'],
          pyproject: '[project.optional-dependencies]\nlong = ["certifi"]\n',
        },
        omega: { dependencies: ['delta'] },
        kappa: { pyproject: '[tool.uv]\ndev-dependencies = []\n' },
      },
      fresh: true,
    });
    takeAway(workspace, 'six', '1.17.0');
    await workspace.commit('a package that cannot be had');
  });
  afterAll(() => workspace.dispose());

  it('lint needs ruff alone, whatever else cannot be had', async () => {
    const { exitCode, output, tasks } = await workspace.nx(['run-many', '-t', 'lint']);
    expect(exitCode, output).toBe(0);
    expect(Object.keys(tasks)).toHaveLength(6);
    expect(workspace.has('.venv')).toBe(false);
  });

  it('a test needs its project, and it is said what is made and why', async () => {
    const { exitCode, output } = await workspace.nx(['run', 'gamma:test:unit']);
    expect(exitCode, output).toBe(0);
    expect(output).toContain('Making the environment .venv for gamma: it does not exist yet.');
    const names = await installed(workspace);
    expect(names).toEqual(expect.arrayContaining(['gamma', 'idna', 'pytest']));
    expect(names).not.toContain('alpha');
    const again = await workspace.nx(['run', 'gamma:test:unit', '--skipNxCache']);
    expect(again.output).not.toContain('Making the environment');
  });

  it('more members come when they are needed, and cost only those that need what is missing', async () => {
    const { output, tasks } = await workspace.nx(['run-many', '-t', 'test:unit', 'typecheck']);
    expect(tasks, output).toMatchObject({
      'alpha:test:unit': 'ran',
      'alpha:typecheck': 'ran',
      'beta:test:unit': 'failed',
      'beta:typecheck': 'failed',
      'gamma:test:unit': 'cached',
      'delta:test:unit': 'ran',
    });
    expect(output.match(/Failed to (download|fetch|clone)[^\n]*six/g)).toHaveLength(1);
    expect(output).toContain('which shows the same error.');
    expect(await installed(workspace)).toEqual(
      expect.arrayContaining(['alpha', 'delta', 'gamma', 'idna']),
    );
  });

  it('nothing is made when all is there', async () => {
    const { output } = await workspace.nx([
      'run-many',
      '-t',
      'test:unit',
      '-p',
      'alpha,gamma',
      '--skipNxCache',
    ]);
    expect(output).not.toContain('Making the environment');
  });

  it('a group or an extra of a project, by an option, for those that depend on it, too', async () => {
    workspace.append('libs/delta/pyproject.toml', '\n[tool.nx-signal]\nextras = ["long"]\n');
    const importing = 'import certifi as certifi\n\n\ndef test_it() -> None:\n    pass\n';
    for (const name of ['delta', 'omega'])
      workspace.write(`libs/${name}/tests/unit/test_more.py`, importing);
    for (const project of ['omega', 'delta']) {
      const { exitCode, output } = await workspace.nx([
        'run-many',
        '-t',
        'test:unit',
        'typecheck',
        '-p',
        project,
      ]);
      expect(exitCode, output).toBe(0);
    }
  });

  it('an empty group of a project hides no tool of the root', async () => {
    workspace.remove('.venv');
    const { exitCode, output } = await workspace.nx(['run-many', '-t', 'signal', '-p', 'kappa']);
    expect(exitCode, output).toBe(0);
  });

  it('a tool that the lock does not know is missing, even if somebody installed it', async () => {
    await workspace.run('uv', ['pip', 'install', '--quiet', '--python', '.venv', 'pyrefly']);
    workspace.append('libs/alpha/pyproject.toml', '\n[tool.nx-signal]\ntypeChecker = "pyrefly"\n');
    const { output } = await workspace.nx(['run', 'alpha:typecheck']);
    expect(output).toContain('error [TOOL_MISSING]: pyrefly is not installed');
  });
});

describe('a lock is not stale by settings of the account or the shell', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await createPythonWorkspace({ projects: { alpha: {} } });
    workspace.write('.nx/account/uv/uv.toml', 'exclude-newer = "2026-06-01T00:00:00Z"\n');
  });
  afterAll(() => workspace.dispose());

  it.each<[string, Record<string, string>]>([
    ['exclude-newer', { XDG_CONFIG_HOME: '.nx/account' }],
    ['prerelease', { UV_PRERELEASE: 'allow' }],
    ['resolution', { UV_RESOLUTION: 'lowest' }],
  ])('%s', async (_title, variables) => {
    const env = Object.fromEntries(
      Object.entries(variables).map(([name, value]) => [
        name,
        value.startsWith('.') ? join(workspace.root, value) : value,
      ]),
    );
    workspace.remove('.venv/.nx-signal.json');
    const { exitCode, output } = await workspace.nx(['run', 'alpha:test:unit', '--skipNxCache'], {
      env,
    });
    expect(exitCode, output).toBe(0);
  });

  it('but by its manifests', async () => {
    workspace.replace('libs/alpha/pyproject.toml', 'dependencies = []', 'dependencies = ["six"]');
    const { output } = await workspace.nx(['run', 'alpha:test:unit']);
    expect(output).toContain('error [LOCK_STALE]');
  });
});

describe('members in conflict', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    const pinned = (version: string) => ({
      dependencies: ['core', `idna==${version}`],
      files: { 'tests/unit/test_idna.py': testOf('idna', version) },
    });
    workspace = await createPythonWorkspace({
      projects: { core: {}, old: pinned('3.6'), new: pinned('3.7') },
      files: {
        'pyproject.toml': rootManifest(
          '[tool.uv]\nconflicts = [[{ package = "old" }, { package = "new" }]]\n',
        ),
      },
      fresh: true,
    });
  });
  afterAll(() => workspace.dispose());

  it('have environments of their own, and the others share one', async () => {
    const { exitCode, output } = await workspace.nx([
      'run-many',
      '-t',
      'lint',
      'test:unit',
      'typecheck',
    ]);
    expect(exitCode, output).toBe(0);
    const names = await installed(workspace);
    expect(names).toContain('core');
    expect(names).not.toContain('idna');
  });

  it('and each has its own result', async () => {
    workspace.replace('libs/old/tests/unit/test_idna.py', '3.6', '3.7');
    const { tasks, output } = await workspace.nx(['run-many', '-t', 'test:unit']);
    expect(tasks, output).toMatchObject({
      'old:test:unit': 'failed',
      'new:test:unit': 'cached',
      'core:test:unit': 'cached',
    });
    expect(output).toContain("assert '3.6' == '3.7'");
  });
});

describe('an environment for each project', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await createPythonWorkspace({
      projects: {
        alpha: {},
        beta: {
          dependencies: ['six'],
          files: {
            'tests/unit/test_alpha.py':
              'import pytest\n\n\ndef test_it() -> None:\n    with pytest.raises(ImportError):\n        __import__("alp" + "ha")\n',
          },
        },
      },
      options: { isolation: 'project' },
    });
    await lock(workspace);
  });
  afterAll(() => workspace.dispose());

  it('holds what the project declares and nothing else', async () => {
    const { exitCode, output } = await workspace.nx(['run-many', '-t', 'test:unit']);
    expect(exitCode, output).toBe(0);
    expect(output).toContain('environments/alpha-');
    expect(output).toContain('environments/beta-');
  });
});
