import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPythonWorkspace, rootManifest } from '../harness/python-workspace.js';
import { Workspace } from '../harness/workspace.js';

const app = 'libs/app/pyproject.toml';

describe('nx sync', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await createPythonWorkspace({
      projects: {
        core: {},
        helpers: {},
        app: {
          files: {
            'src/app/main.py': 'from core import NAME\n\nOTHER = NAME\n',
            'tests/unit/test_app.py':
              'from helpers import NAME\n\n\ndef test_name() -> None:\n    assert NAME == "helpers"\n',
          },
          pyproject: '# Ours.\n[dependency-groups]\n# What tests need.\ntest = ["pytest"] # one\n',
        },
        unused: { dependencies: ['core'] },
      },
      files: {
        'pyproject.toml': rootManifest(
          '[tool.ruff]\nsrc = ["libs/core/src", "libs/app/src"] # first party\n',
        ),
      },
    });
  });
  afterAll(() => workspace.dispose());

  const status = async () => (await workspace.run('git', ['status', '--porcelain'])).output;

  it('says with --check what is missing, by file and line, and changes nothing', async () => {
    const { exitCode, output } = await workspace.nx(['sync:check']);
    expect(exitCode).toBe(1);
    expect(output).toContain(`${app}: add "core" to project.dependencies`);
    expect(output).toContain('imported at libs/app/src/app/main.py:1');
    expect(output).toContain(`${app}: add "helpers" to dependency-groups.test`);
    expect(output).toContain('imported at libs/app/tests/unit/test_app.py:1');
    expect(output).toContain(
      'pyproject.toml: add "libs/helpers/src", "libs/unused/src" to tool.ruff.src',
    );
    expect(output).toContain(
      'libs/unused/pyproject.toml:5 declares core, and no file of unused imports it.',
    );
    expect(await status()).toBe('');
  });

  it('stops no run, one that edits neither', async () => {
    for (const target of ['test:unit', 'fix']) {
      for (const env of [{}, { CI: 'true' }] as Record<string, string>[]) {
        const { tasks, output } = await workspace.nx(['run', `app:${target}`], { env });
        expect(Object.keys(tasks), output).toEqual([`app:${target}`]);
        expect(output).not.toContain('out of sync');
      }
    }
  });

  it('previews with nx generate --dry-run', async () => {
    const { exitCode, output } = await workspace.nx(['g', '@nx-signal/python:sync', '--dry-run']);
    expect(exitCode).toBe(0);
    expect(output).toContain(`UPDATE ${app}`);
    expect(output).toContain('declares core, and no file of unused imports it.');
    expect(await status()).toBe('');
  });

  it('declares, keeps remarks, and brings the lock up to date', async () => {
    const { exitCode, output } = await workspace.nx(['sync']);
    expect(exitCode, output).toBe(0);
    expect(workspace.read(app)).toContain('dependencies = ["core"]');
    expect(workspace.read(app)).toContain(
      '# What tests need.\ntest = ["pytest", "helpers"] # one\n',
    );
    expect(workspace.read(app)).toContain(
      'core = { workspace = true }\nhelpers = { workspace = true }\n',
    );
    expect(workspace.read('pyproject.toml')).toContain(
      'src = ["libs/core/src", "libs/app/src", "libs/helpers/src", "libs/unused/src"] # first party',
    );
    const check = await workspace.run('uv', ['lock', '--check', '--offline']);
    expect(check.exitCode, check.output).toBe(0);
    expect(await status()).toBe(` M ${app}\n M pyproject.toml\n M uv.lock`);
  });

  it('has nothing to do a second time, with and without the daemon', async () => {
    await workspace.commit('synced');
    for (const daemon of [false, true]) {
      expect((await workspace.nx(['sync:check'], { daemon })).exitCode).toBe(0);
      expect((await workspace.nx(['sync'], { daemon })).exitCode).toBe(0);
    }
    const { exitCode, tasks, output } = await workspace.nx(['run-many', '-t', 'fix']);
    expect(exitCode, output).toBe(0);
    expect(Object.keys(tasks)).toHaveLength(4);
    expect(await status()).toBe('');
  });

  it('notices a new import under the daemon', async () => {
    workspace.write('libs/helpers/src/helpers/more.py', 'import core\n\nMORE = core.NAME\n');
    const { exitCode, output } = await workspace.nx(['sync:check'], { daemon: true });
    expect(exitCode).toBe(1);
    expect(output).toContain('imported at libs/helpers/src/helpers/more.py:1');
  });

  it('leaves a project that cannot be read out of it', async () => {
    workspace.write(app, '[project\n');
    const { exitCode, output } = await workspace.nx(['sync:check']);
    expect(exitCode).toBe(1);
    expect(output).not.toContain(app);
    expect(output).toContain('libs/helpers/pyproject.toml: add "core" to project.dependencies');
  });
});

describe('a small workspace', () => {
  const projects = {
    core: {},
    app: { files: { 'src/app/main.py': 'from core import NAME\n\nOTHER = NAME\n' } },
  };

  it('is synced by the previous Nx, too', async () => {
    const workspace = await createPythonWorkspace({ projects, nx: 'previous' });
    try {
      const { exitCode, output } = await workspace.nx(['sync']);
      expect(exitCode, output).toBe(0);
      expect(workspace.read(app)).toContain('dependencies = ["core"]');
      expect((await workspace.nx(['sync:check'])).exitCode).toBe(0);
    } finally {
      await workspace.dispose();
    }
  });
});

it('finds the example in sync', async () => {
  const shop = await Workspace.create({ shop: true });
  try {
    const { exitCode, output } = await shop.nx(['sync:check']);
    expect(exitCode, output).toBe(0);
  } finally {
    await shop.dispose();
  }
});
