import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nxVersions, packedPlugin } from '../harness/packages.js';
import { Workspace } from '../harness/workspace.js';

const generate = ['g', '@nxlv/python:uv-project', '--no-interactive'];
const migrate = ['g', '@nx-signal/python:migrate-nxlv'];

/** A workspace as @nxlv/python's own generators make it, with its packages really installed. */
async function nxlvWorkspace(): Promise<Workspace> {
  const workspace = await Workspace.create({
    files: {
      'package.json': JSON.stringify({
        name: 'root',
        private: true,
        devDependencies: {
          nx: nxVersions.current.nx,
          '@nx/devkit': nxVersions.current.devkit,
          '@nxlv/python': '23.1.1',
          '@nx-signal/python': `file:${await packedPlugin()}`,
        },
      }),
      'nx.json': JSON.stringify({
        plugins: [{ plugin: '@nxlv/python', options: { packageManager: 'uv' } }],
        targetDefaults: { '@nxlv/python:build': { cache: true } },
        analytics: false,
      }),
      '.gitignore':
        'node_modules\n.nx\n.venv\ndist\n__pycache__\n.ruff_cache\nreports\ncoverage\n.coverage\n',
    },
  });
  // npm would write into what the link of the tests leads to.
  workspace.remove('node_modules');
  await execa('npm', ['install', '--no-audit', '--no-fund'], { cwd: workspace.root });
  // The generators pin an interpreter in .python-version: the one that is here.
  const version = ['-c', 'import platform; print(platform.python_version())'];
  const python = (await execa('python3', version)).stdout;
  for (const [name, directory, type] of [
    ['core', 'libs/core', 'library'],
    ['app', 'apps/app', 'application'],
  ]) {
    const options = [`--directory=${directory}`, `--projectType=${type}`, '--linter=ruff'];
    options.push(`--pyenvPythonVersion=${python}`);
    const { exitCode, output } = await workspace.nx([...generate, `--name=${name}`, ...options]);
    expect(exitCode, output).toBe(0);
  }
  return workspace;
}

describe('a workspace of @nxlv/python', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await nxlvWorkspace();
    workspace.replace(
      'apps/app/pyproject.toml',
      'dependencies = []',
      'dependencies = ["core"] # ours',
    );
    workspace.append(
      'apps/app/pyproject.toml',
      '\n[tool.uv.sources]\ncore = { path = "../../libs/core", editable = true }\n',
    );
    workspace.write('apps/app/app/main.py', 'from core.hello import hello\n\nGREETING = hello()\n');
    const project = JSON.parse(workspace.read('apps/app/project.json'));
    project.targets.deploy = { command: 'echo deployed', dependsOn: ['test'] };
    project.targets.migrate = {
      executor: '@nxlv/python:run-commands',
      options: { command: 'uv run --frozen python -c "print(6 * 7)"', cwd: '{projectRoot}' },
    };
    delete project.targets.build;
    workspace.write('apps/app/project.json', JSON.stringify(project, null, 2));
    const core = JSON.parse(workspace.read('libs/core/project.json'));
    delete core.targets.build;
    workspace.write('libs/core/project.json', JSON.stringify(core, null, 2));
    await workspace.commit('theirs');
  });
  afterAll(() => workspace.dispose());

  const status = async () => (await workspace.run('git', ['status', '--porcelain'])).output;

  it('is previewed with --dry-run', async () => {
    const { exitCode, output } = await workspace.nx([...migrate, '--dry-run']);
    expect(exitCode, output).toBe(0);
    expect(output).toContain('DELETE libs/core/project.json');
    expect(await status()).toBe('');
  });

  it('becomes ours, and says per project what changed', async () => {
    const { exitCode, output } = await workspace.nx(migrate);
    expect(exitCode, output).toBe(0);
    expect(output).toContain('test: test:unit, inferred (was `uv run pytest tests/`)');
    expect(output).toContain('lock: removed; instead, `uv lock`');
    expect(output).toContain('migrate: kept, with Nx’s own executor nx:run-commands');
    expect(output).toContain('package.json: @nxlv/python removed');
    expect(workspace.has('libs/core/project.json')).toBe(false);
    const { targets } = JSON.parse(workspace.read('apps/app/project.json'));
    expect(Object.keys(targets)).toEqual(['deploy', 'migrate']);
    expect(targets.deploy.dependsOn).toEqual(['test:unit']);
    expect(workspace.read('nx.json')).not.toContain('nxlv');
    expect(workspace.read('package.json')).not.toContain('nxlv');
    expect(existsSync(join(workspace.root, 'node_modules/@nxlv/python'))).toBe(false);
    expect(workspace.read('apps/app/pyproject.toml')).toContain('dependencies = ["core"] # ours');
    expect(workspace.has('apps/app/uv.lock')).toBe(true);
  });

  it('keeps its tests and checks, and the edges between its projects', async () => {
    const { exitCode, tasks, output } = await workspace.nx(['run-many', '-t', 'signal']);
    expect(exitCode, output).toBe(0);
    expect(Object.keys(tasks).sort()).toEqual([
      'app:lint',
      'app:test:unit',
      'core:lint',
      'core:test:unit',
    ]);
    await workspace.commit('ours');
    workspace.append('libs/core/core/hello.py', '\nMORE = 1\n');
    const affected = await workspace.nx(['affected', '-t', 'test:unit', '--base=HEAD']);
    expect(Object.keys(affected.tasks).sort()).toEqual(['app:test:unit', 'core:test:unit']);
    await workspace.git('checkout', '--', '.');
  });

  it('still runs what was kept', async () => {
    const kept = await workspace.nx(['run', 'app:migrate']);
    expect(kept.output).toContain('42');
    const { tasks } = await workspace.nx(['run', 'app:deploy']);
    expect(Object.keys(tasks).sort()).toEqual(['app:deploy', 'app:test:unit']);
  });

  it('has nothing left for a second migration', async () => {
    const before = await status();
    const { exitCode, output } = await workspace.nx(migrate);
    expect(exitCode).toBe(0);
    expect(output).toContain('Nothing here uses @nxlv/python.');
    expect(await status()).toBe(before);
  });
});
