import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idnaProject, unlockedFiles } from './harness/idna-projects.js';
import { Workspace } from './harness/workspace.js';

const pyproject = `[project]
name = "alone"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = ["six"]

[dependency-groups]
dev = ["pytest==9.2.0", "ruff==0.17.6"]
`;

const test = `import six


def test_six() -> None:
    assert six.__name__ == "six"
`;

/** What uv locks for a project, in the format that other tools share, and the environment from it. */
async function lockAs(workspace: Workspace, six: string): Promise<void> {
  const uv = async (...args: string[]) => {
    const { exitCode, output } = await workspace.run('uv', args);
    if (exitCode !== 0) throw new Error(output);
  };
  await uv('lock', '--quiet', '--upgrade-package', `six==${six}`);
  await uv(
    'export',
    '--quiet',
    '--frozen',
    '--format',
    'pylock.toml',
    '--no-emit-project',
    '--output-file',
    'pylock.toml',
  );
  workspace.remove('uv.lock');
  if (!workspace.has('.venv')) await uv('venv', '--quiet');
  await uv('pip', 'sync', '--quiet', 'pylock.toml');
}

describe('a project that is locked by pylock.toml', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await Workspace.create({
      files: {
        'nx.json': JSON.stringify({ plugins: ['@nx-signal/python'], analytics: false }),
        'package.json': JSON.stringify({ name: 'root', private: true }),
        '.gitignore': 'node_modules\n.nx\n.venv\ndist\n__pycache__\n.ruff_cache\n',
        'pyproject.toml': pyproject,
        'tests/test_alone.py': test,
      },
    });
    await lockAs(workspace, '1.16.0');
    await workspace.commit('lock');
  });
  afterAll(() => workspace.dispose());

  const signal = () => workspace.nx(['run-many', '-t', 'signal']);

  it('uses the environment that is there, and caches', async () => {
    const first = await signal();
    expect(first.tasks, first.output).toEqual({ 'alone:lint': 'ran', 'alone:test:unit': 'ran' });
    expect((await signal()).tasks).toEqual({ 'alone:lint': 'cached', 'alone:test:unit': 'cached' });
    expect(workspace.has('uv.lock')).toBe(false);
  });

  it('runs everything when a package moves: this lock does not say what requires what', async () => {
    await lockAs(workspace, '1.17.0');
    const { tasks, output } = await signal();
    expect(tasks, output).toEqual({ 'alone:lint': 'ran', 'alone:test:unit': 'ran' });
  });

  it('names the command that makes the environment when there is none', async () => {
    workspace.remove('.venv');
    const { output, tasks } = await workspace.nx(['run-many', '-t', 'signal', '--skipNxCache']);
    expect(tasks).toEqual({ 'alone:lint': 'ran', 'alone:test:unit': 'failed' });
    expect(output).toContain(
      'error [ENVIRONMENT_FAILED]: There is a pylock.toml, but no environment',
    );
    expect(output).toContain('`uv venv && uv pip sync pylock.toml`');
  });
});

describe('lint of a fresh clone', () => {
  const lines = (...text: string[]) => [...text, ''].join('\n');
  const manifest = (name: string, more: string) =>
    `[project]\nname = "${name}"\nversion = "0.1.0"\nrequires-python = ">=3.11"\ndependencies = ["not-on-any-index==1"]\n${more}`;
  const hooks = (version: string) =>
    lines(
      'repos:',
      '- repo: https://github.com/astral-sh/ruff-pre-commit',
      `  rev: v${version}`,
      '  hooks:',
      '  - id: ruff',
    );
  let workspace: Workspace;
  const projects = ['poem', 'pad', 'list', 'pin', 'hook'];
  const lint = () => workspace.nx(['run-many', '-t', 'lint']);
  beforeAll(async () => {
    const sources = projects.map((name): [string, string] => [`${name}/src/${name}.py`, 'A = 1\n']);
    workspace = await Workspace.create({
      files: {
        ...unlockedFiles,
        ...Object.fromEntries(sources),
        'poem/pyproject.toml': manifest('poem', '[tool.poetry]\npackage-mode = false\n'),
        'pad/pyproject.toml': manifest('pad', '[tool.pdm]\ndistribution = false\n'),
        'list/tests/test_list.py': 'def test_it() -> None: ...\n',
        'pin/pyproject.toml': manifest('pin', '[dependency-groups]\nlint = ["ruff==0.17.6"]\n'),
        'hook/pyproject.toml': '[project]\nname = "hook"\nversion = "0.1.0"\n',
        'hook/.pre-commit-config.yaml': hooks('0.17.6'),
        'hook/uv.lock': 'version = 1\nrequires-python = ">=3.11"\n',
        '.nx/ruff.in': 'ruff==0.17.6\n',
      },
    });
    const args = ['pip', 'compile', '--quiet', '--generate-hashes', '.nx/ruff.in'];
    const { output } = await workspace.run('uv', args);
    const hashes = output.match(/sha256:[0-9a-f]{64}/g) ?? [];
    expect(hashes.length).toBeGreaterThan(5);
    const files = `files = [${hashes.map((hash, index) => `{file = "${index}", hash = "${hash}"}`).join(', ')}]`;
    const entry = lines('[[package]]', 'name = "ruff"', 'version = "0.17.6"', files);
    workspace.write(
      'poem/poetry.lock',
      `${entry}optional = false\npython-versions = "*"\n\n[metadata]\nlock-version = "2.1"\ncontent-hash = "x"\n`,
    );
    workspace.write('pad/pdm.lock', `[metadata]\nlock_version = "4.5.0"\n\n${entry}`);
    workspace.write('list/requirements.txt', output);
    await workspace.commit('lock');
  });
  afterAll(() => workspace.dispose());

  it('needs ruff alone, whoever locks or pins it', async () => {
    const first = await lint();
    expect(first.exitCode, first.output).toBe(0);
    expect(Object.keys(first.tasks)).toHaveLength(projects.length);
    expect(new Set(Object.values((await lint()).tasks))).toEqual(new Set(['cached']));
  });

  it('takes the version that is written there', async () => {
    workspace.write('pin/src/pin.py', 'import os\n');
    workspace.write('hook/.pre-commit-config.yaml', hooks('0.17.5'));
    workspace.replace('list/requirements.txt', 'ruff==0.17.6', 'ruff==0.17.5');
    const locked = workspace.read('poem/poetry.lock');
    workspace.write(
      'poem/poetry.lock',
      locked.replace(/sha256:[0-9a-f]+/g, `sha256:${'0'.repeat(64)}`),
    );
    const { tasks, output } = await lint();
    expect(tasks, output).toEqual({
      'pad:lint': 'cached',
      // Of another version there are other files.
      'list:lint': 'ran',
      'hook:lint': 'ran',
      'pin:lint': 'failed',
      'poem:lint': 'failed',
    });
    expect(output).toContain('F401');
    expect(output).toContain('ash mismatch');
  });
});

describe('an environment that is there is found', () => {
  let workspace: Workspace;
  const install = async (environment: string, ...packages: string[]) => {
    if (!workspace.has(environment)) await workspace.run('uv', ['venv', '--quiet', environment]);
    const args = ['pip', 'install', '--quiet', '--python', environment, ...packages];
    expect((await workspace.run('uv', args)).exitCode).toBe(0);
  };
  const test = (env: Record<string, string> = {}) =>
    workspace.nx(['run', 'lib:test:unit'], { env });
  beforeAll(async () => {
    workspace = await Workspace.create({ files: { ...unlockedFiles, ...idnaProject('lib') } });
    await install('.venv', 'idna==3.6', 'pytest==9.2.0');
    await install('.nx/env', 'idna==3.7', 'pytest==9.2.0');
  });
  afterAll(() => workspace.dispose());

  it('above the project, and that is said once', async () => {
    const first = await test();
    expect(first.exitCode, first.output).toBe(0);
    expect(first.output).toContain('Using the environment .venv for lib.');
    const again = await workspace.nx(['run', 'lib:test:unit', '--skipNxCache']);
    expect(again.output).not.toContain('Using the environment');
  });

  it('by UV_PROJECT_ENVIRONMENT before that, with what it holds in the hash', async () => {
    const { output } = await test({ UV_PROJECT_ENVIRONMENT: join(workspace.root, '.nx/env') });
    expect(output).toContain("assert '3.7' == '3.6'");
    expect((await test()).tasks['lib:test:unit']).toBe('cached');
  });

  it('active, where there is no other', async () => {
    workspace.remove('.venv');
    const env = { VIRTUAL_ENV: join(workspace.root, '.nx/env') };
    expect((await test(env)).output).toContain("assert '3.7' == '3.6'");
    await install('.nx/env', 'idna==3.6');
    expect((await test(env)).exitCode).toBe(0);
    expect((await test()).output).toContain('error [LOCK_MISSING]');
  });

  it('in the words of its manager, where a tool is missing', async () => {
    await workspace.run('uv', ['pip', 'uninstall', '--quiet', '--python', '.nx/env', 'pytest']);
    const { output } = await test({ VIRTUAL_ENV: join(workspace.root, '.nx/env') });
    expect(output).toContain('error [TOOL_MISSING]: pytest is not installed');
    expect(output).toContain('`python -m pip install pytest`');
  });
});
